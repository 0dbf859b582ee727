"""Which characters begin a Chinese name, and which go on with one; romanised surnames; transliterated names.

General knowledge: the Hundred Family Surnames with those added that are met in Taiwan, and characters usual in
given
names. The household register publishes ranks of surnames; no list of persons was used.
"""

from __future__ import annotations

# The usual surnames of Taiwan. Left out are those that are mostly met as another word (see RARE).
SURNAMES = frozenset(
    "陳林黃張李王吳劉蔡楊許鄭謝洪郭邱曾廖賴徐周葉蘇莊呂江何蕭羅高潘簡朱鍾游彭詹胡施沈余盧梁趙顏柯翁魏孫戴"
    "范方宋鄧杜傅侯曹薛丁卓馬阮董唐溫藍石蔣田康鄒白涂尤巫紀姚連馮歐程湯黎古韓倪汪俞鄔龔凌嚴駱童尹"
    "邵柳龍袁鄞史夏金章錢賀毛孔常陶任閻伍鄢樊熊萬武段管易喬秦譚辛甘利塗符雷饒申陸岳牛沙邢關滕茆包裴"
    "花單鄂祝聶甯桂齊孟梅崔翟季穆賈耿冉麥蒲席幸蒙舒鮑黎商宗成葛冷蔚霍郝苗藺左屠苑狄米艾湛褚衛柏水竇"
    "顧殷路姜戚伏嵇項盛祁貝危婁刁虞匡仇瞿胥蒯鈕焦巴弓車宓全班仰秋仲伊宮寗欒暴厲詞戎祖"
    "鞏粘昝凃練丘佟臧談茅龐屈麻荀靳卜卞韋廉岑費郎魯奚喻晁敖闕闞鞠桑柴酈姬束繆裘芮竺佘揭冼鄺庾隋晏卿侴酆郁薊"
    "郜鍾帥官宣閔牟汝糜壽覃樓邰佀刑池占柬頼凃黄于温吕卢陈张刘杨赵吴孙马罗郑谢韩冯萧苏蒋贾钟谭邹赖庄许龙"
    "万钱汤顾龚叶蓝詹曽"
) - frozenset("水詞成全商班車路宮花秋占刑利易常包管單任時")
USUAL_SURNAMES = frozenset(
    "陳林黃張李王吳劉蔡楊許鄭謝洪郭邱曾廖賴徐周葉蘇莊呂江何蕭羅高潘簡朱鍾游彭詹胡施沈余盧梁趙顏柯翁魏孫戴范宋鄧杜"
    "傅侯曹薛卓阮董唐蔣涂姚馮程汪龔嚴田康鄒尤巫連鐘黎塗袁柳邵錢湯凌丁陸譚韓溫藍倪駱尹闕賀賈祝聶孟崔翟郝裴龐邢"
)
"""Four in five persons in Taiwan have one of the first fifty."""
SURNAMES_TOO = frozenset("安成全商班車路花秋利易常包管單任")
"""Surnames that are words as well: only behind a label or before a title, or where a character shows it."""
_RARE = (
    "莫雲昌鳳時皮和平元卜明計強經房干解應賁杭諸吉滑榮羊於惠甄麴家封羿儲汲邴松井富烏隗山谷蓬郗寧鈄景司韶薄印宿懷"
    "從索咸籍能蒼雙聞莘黨貢勞逄扶堵宰雍郤璩濮通邊扈燕冀郟浦尚農別充慕茹習宦魚容向慎戈終暨居衡步都滿弘國文寇廣祿"
    "東殳沃越夔隆師厙勾融訾那空毋乜養須豐巢相查后荊紅權逯蓋益桓公力卑初昂母谷洗候修蓮海才仝鹿者水宮詞華畢樂禹支牧陰鬱遲區蔭辜"
    "仉督緱亢郈琴佴譙笪墨"
)
RARE = frozenset(_RARE) | SURNAMES_TOO
_COMPOUND = (
    "歐陽 司馬 上官 諸葛 司徒 張簡 范姜 余黃 皇甫 端木 尉遲 公孫 東方 慕容 夏侯 令狐 長孫 司空 鍾離 宇文 獨孤 南宮"
    " 申屠 淳于 單于 太史 公冶 濮陽 軒轅 呼延 赫連 澹臺 百里 東郭 西門 万俟 聞人 閭丘 拓跋 完顏 納蘭 那"
    "拉 張廖 姜林 葉劉"
    " 公羊 太叔 仲孫 鮮于 亓官 司寇 顓孫 巫馬 公西 漆雕 樂正 壤駟 夾谷 宰父 穀梁 段干 羊舌 梁丘 左丘"
)
_JAPANESE = """
佐藤 鈴木 高橋 田中 渡邊 渡邉 渡辺 伊藤 山本 中村 加藤 吉田 山田 山口 松本 井上 木村 齋藤
斎藤 阿部 橋本 石川 山崎 前田 藤田 小川 後藤 岡田 村上 近藤 石井 坂本 遠藤 青木 藤井 西村
福田 太田 三浦 藤原 岡本 松田 中川 中野 原田 小野 田村 竹內 金子 和田 石田 森田 柴田 酒井
工藤 橫山 宮崎 宮本 內田 安藤 谷口 大野 丸山 今井 河野 藤本 村田 武田 上野 杉山 增田 平野
大塚 千葉 久保 松井 野口 木下 佐野 野村 松尾 菊地 菊池 小林 高木 清水 小島 新井 岩崎 櫻井
桜井 松岡 大西 古川 濱田 浜田 池上 東野 中島 上田 池田 西田 川口 水野 小山 吉川 山下 服部
星野
"""
JAPANESE_SURNAMES = frozenset(_JAPANESE.split())
"""The most frequent surnames of Japan; many are places as well, so that the words around have to tell."""
VIETNAMESE_MIDDLE = frozenset("氏文")
"""What stands between a Vietnamese surname and the given name."""
COMPOUND_SURNAMES = frozenset(_COMPOUND.split())

GIVEN = frozenset(
    "勝香禹雨發中庭政卿芯希汎妹嫦暖招滿綢緞釵瀞潁靚芩依祚竤絹嬌岱又"
    "志明俊傑建宏家豪文雄冠宇承翰柏宗信安國榮金水進財德福添丁清龍永昌正義仁智勇強偉倫軒廷彥均毅祥瑞昇祐佑誠謙恆恒"
    "展鴻銘賢哲聖凱恩睿宸瑋威良忠孝慶輝煌耀炳煒燦焜烈森林松楠樺棟樑材源泉海洋湖河淵濤波浩瀚澤潤洲沛鈞鑫銓錦鋒鎮鈺"
    "錡鐘麟麒騰駿驥鵬鶴飛翔羽翼雲霖雷震霆振興旺盛豐裕富貴華光亮晨曦昊晟昱旭暉晏春夏秋冬東峰嵩崑崙岩磊坤乾元亨天星"
    "辰淑芬美惠麗珠秀英雅婷怡君欣儀佳玲宜蓁詩涵思妤筑芸芷晴品妍子瑜語彤心潔詠琪琳瑤瑩瑄璇璟珮佩珊珍琴玉環碧翠蘭菊"
    "梅荷蓮蓉芳菲芝芹蕙薇萱葵茵蒂蓓蕾蔓莉茹若蕊娟娥嬌媛嫻婉姿妙嬿娜妮媚嫚婕妡姍妘娸甄貞靜純真善慈慧敏巧穎聰柔和平"
    "寧樂喜愛月霞雪冰霜露虹彩紅青紫白絲綺綾縈繡緣素寶貝鳳凰鸞燕鶯鸝曼菁菱桂桃杏棠楓柳榕槿宥翊奕逸凡允兆丞凌博卉友"
    "吉呈吟咏喬嘉圓培堂壽夢奇季孟守宛宣容寬尚岑峻嵐川帆幸弘彬彰影念悅惟愉慎慕成敦斌昀昆昕映昭晉景暄曉書朋朗朝欽"
    "民沁沅泓洛津浚淇淞淨湘漢澄瀅灝炎炫烜熙燁玄玟珈珩琦琬瑀璋甫皓盈盟禎禾秉立竣竹筠筱粹紀紘綸維綱緯繹群翎育舒芃芊"
    "芙芮苡苓茜茗莎莘莛菀萍葳蔚蕓薰衍誌諭豫赫超逢遠郁鈴鉉錚鎧閔陽隆雋雯霈霓靖韋音韶順頌頤顥馨馥騏黎齡大小武欐伶俐"
    "仕任伊伯仲佐佑佟俞修倩健傳儒兒全其典冬力勛勤千升南卿古名吾哲唐啟嘯土增士壬多妃姝姵娉婧嫣嬋孜學宇定宬宴尹屏山"
    "崇岱岳巍州巧幃幼廣延廉弈彭微恬恭恕愷慷憲懋懿戎成才拓挺揚攸政敬旻旺昂昌晁暐曄柔柯栩桐梓棋榆槐權欣歆殷毓池沂沐"
    "泰泱洪洵浩涓淑淳淵渝湛滋滢漪濬煥燕爵玫玥珞珣琇琍瑛瑗璐璦甜町畇皇益盷矜碩祈祖祺禧稚穗穎立章笙綉綵緹羚翠耘聿胤"
    "杰恒峯峰勳棻荃芯苹萃菡歆詰諭謦諺譽璿豊皜皞昶晙晅晞曦朔杉枝柚柊栞杏桓桀梧棣楷楨榛榕樟橙檀灃瀧灝炘烽"
    "焄熹牧玠珣琁瑄璘瓊甯畯皎盺睦瞳祁祿稜稔竑笠筌粲絜絨綺緋縉罡羲翌翎翡耘聆肇胤舫艷芠荏茵莛菉葆蒔蒨蓀蓓"
    "蔣薪藺蘅裎襄覲訢詮誼諄謀譯豈賦贊趁軒輕迎逵邑采鉦銣鍵鎔鏵閎雍雎雪霙霆靄韡頤顗颯驊魁鯨鳶鴒鵑麾黛龍致"
    "舜艾芬苑茂茱莞菘萓葦蒨薏藍藝蘊虎蝶衡裴覺諾謹豐貞賀賓軍輔辛迪逸郎酉里鈿銀錫鎂鏡鐵長闓阡雙霏霽韻頎願"
    "飄馳驊鳴"
    "黛齊龢逵嵌憶憫愫儷俞偲侑伃伂亭亞于予予乃丹世三九一二四五六七八十百萬玓玗珆琁堯堃塵墨壹"
) - frozenset("之以有年時為地可如本長教開程道運達知里多其任全升土州定三九一二四五六七八十百萬力傳增")
"""Characters usual in given names; those that are mostly particles of a sentence are left out."""
GIVEN_TOO = frozenset(
    "阿水火木土足植航經言生日西里來有年月市罔腰招弟換番查某甚冬連才金石地如可長開道運達知全定一三四五六七八九從城幼國"
)
"""Those met in given names, of the old above all (阿水, 罔市), and in other words: never enough alone."""

TRANSLITERATED = frozenset(
    "巴拉比令哈勇尤幹瓦歷斯諾達魯娃谷辣卡夫馬耀阿美伊布農撒可努莎韻亞古流夷將拔路川吉洛雅烏米娜嘎法里賓"
    "奇都萊給舞賽"
    "督娥依莉兒莫那泰寶思優浦麥尼格芮瑪麗安東約翰彼得保羅史密詹姆威廉湯傑克森伯特瑞貝愛德華喬治戴維蘇珊"
    "妮奧利恩林曼"
    "琳理查菲普艾佛佩蓋伍茲海倫丹頓波特雷歐根娣凱薩皮耶坎培溫金恰帕沙希漢穆罕默默罕阮黎氏文高吳孟莫雅夏曼藍波安鄔"
    "以復砂穆約書西燕木明旦照坦大日宏雄英花梅香勒曜旺巴布吾撒韻萬仁拜庫屋悠乃伐楚露幸女貴喇桐金蘭朗阿比鹿野狩獵禾固沐"
    "甸奈絡陀畢蒂芙妲狄納齊喀柔卜桑悉頗陶塔桃賈芭潔絲朵荷茹葛蕾柯黛撤撒索隆魁賴恭培爾庫迪娟汪"
)
"""Characters by which names of other languages are written."""

_ROMANISED_WORDS = """
hua pi kuan sha hsiung niu shang chiu ying ai ouyang szuma chang-chien chen lin huang chang lee li wang wu liu
tsai cai yang hsu xu cheng zheng hsieh xie hung hong kuo guo chiu qiu tseng zeng
liao lai chou zhou yeh ye su chuang zhuang lu lyu jiang chiang ho he hsiao xiao luo lo kao gao pan chien jian
chu zhu chung
zhong peng yu you yiu chan zhan hu shih shi shen yen yan liang chao zhao ko ke weng wei sun tai dai fan fang
sung song teng
deng tu du fu hou tsao cao hsueh xue ting ding cho zhuo ma juan ruan tung dong tang wen lan shi tien tian kang
tsou zou pai
bai chi ji yao lien lian feng ou cheng li ku gu han ni wong kung gong ling yen lo tung yin shao liu lung long
yuan hsia xia
chin jin qian ho mao kong tao jen ren yen wu hsiung xiong duan chiao qiao qin tan hsin xin kan gan lei jao rao
shen lu yueh
zhang zhao ng lau cheung leung chow tam nguyen tran le pham vo hoang dang bui do ngo duong ly phan vu truong
dinh huynh
santos reyes cruz garcia dela tanaka sato suzuki takahashi watanabe ito yamamoto kim park choi jung kang cho lim
tan lee
smith johnson brown jones miller davis wilson anderson taylor thomas moore martin jackson white harris clark
lewis walker
"""
ROMANISED = frozenset(_ROMANISED_WORDS.split())
