"""Six websites that are right in what they say, each laid out in its own way, with made-up words and nobody's data.

They hold what is easily taken for a fault of content: titles and headings in other words, sources named far from their
tables, forms that scripts send, words of forms, pages of pictures, versions in other languages, news of tests.
"""

from __future__ import annotations

from collections.abc import Callable

Pages = dict[str, str]


def _land_office() -> Pages:
    """Blocks of WordPress: the title first, the site's name after a dash."""

    def page(title: str, body: str, head: str = "") -> str:
        return f"""<!doctype html><html lang="zh-Hant-TW"><head><meta charset="utf-8"><title>{title} – 溪口地政事務所</title>{head}</head>
<body class="wp-site-blocks"><header class="wp-block-template-part"><p class="wp-block-site-title"><a href="/">溪口地政事務所</a></p>
<nav class="wp-block-navigation"><ul><li><a href="/about/">機關簡介</a></li><li><a href="/chief/">首長介紹</a></li>
<li><a href="/history/">大事紀要</a></li><li><a href="/way/">交通位置</a></li><li><a href="/stat/">統計專區</a></li>
<li><a href="/apply/">申辦須知</a></li><li><a href="/qa/">常見問答</a></li><li><a href="/contact/">意見信箱</a></li>
<li><a href="/books/">出版品</a></li><li><a href="/news/">最新消息</a></li></ul></nav></header>
<main class="wp-block-group"><div class="entry-content wp-block-post-content">{body}</div></main>
<footer class="wp-block-template-part"><p><a href="/privacy/">隱私權政策</a>｜<a href="/rule/">網站資料更新維護作業規定</a>｜
<a href="https://www.gov.tw/">我的E政府</a></p><form role="search" action="/"><input type="search" name="s" placeholder="搜尋"></form></footer></body></html>"""

    return {
        "/": page("首頁", '<h2>最新消息</h2><ul><li><a href="/news/1/">本所試辦線上預約</a></li></ul>'),
        "/about/": page(
            "機關簡介", "<h1>關於我們</h1><p>本所掌理土地登記、測量、地價及地用等業務，轄區十二里。</p>"
        ),
        "/chief/": page("首長介紹", "<h1>主任 林○○</h1><p>學歷：國立大學地政系</p><p>經歷：課長、秘書</p>"),
        "/history/": page(
            "大事紀要", "<h1>歷史沿革</h1><p>民國三十五年設立，六十二年遷至現址，九十一年改制。</p>"
        ),
        "/way/": page(
            "交通位置",
            "<h1>如何到達</h1><p>搭乘公車 12 路於溪口站下車。</p><iframe src='https://maps.example/x' title='地圖'></iframe>",
        ),
        "/stat/": page(
            "統計專區",
            "<h1>土地登記案件統計</h1><figure class='wp-block-table'><table><tr><th>月</th><th>件數</th></tr>"
            "<tr><td>1</td><td>120</td></tr><tr><td>2</td><td>98</td></tr><tr><td>3</td><td>133</td></tr><tr><td>4</td><td>101</td></tr></table>"
            "<figcaption>資料來源：登記課</figcaption></figure>"
            "<p>依據內政部統計，全國買賣移轉登記 112 年計 30 萬棟<sup>1</sup>，較上年減少。</p>"
            "<p>另本所跨所登記案件逐年成長。</p><p>相關新聞亦可參閱。</p><p>以下為註解。</p>"
            "<ol class='wp-block-footnotes'><li><a href='https://www.moi.gov.tw/stat/'>內政部統計月報</a></li></ol>",
        ),
        "/apply/": page(
            "申辦須知",
            "<h1>臨櫃申辦注意事項</h1><p>請備妥權狀、印鑑證明。</p><p>請輸入內容後按下一步，即可試算規費。</p>"
            "<form id='calc'><label>姓名 <input name='name'></label><label>電話 <input type='tel' name='tel'></label>"
            "<button type='button'>試算</button></form>",
        ),
        "/qa/": page(
            "FAQ",
            "<h1>常見問答</h1><details><summary>謄本在哪裡申請？</summary><p>任一地政事務所皆可。</p></details>",
        ),
        "/contact/": page(
            "意見信箱",
            "<h1>請告訴我們</h1><form method='post' action='https://mail.example.gov.tw/send'>"
            "<p><label for='n'>姓名</label><input id='n' name='n'></p><p>請在此輸入您的寶貴意見</p><textarea name='t'></textarea>"
            "<p>請輸入內容</p><button>送出</button></form>",
        ),
        "/books/": page(
            "出版品",
            "<h1>出版品</h1><p>本所編印之刊物，歡迎下載。</p><ul><li><a href='/b/a.pdf'>地政季刊第12期（PDF）</a></li></ul>"
            "<p>各刊物採姓名標示授權，著作財產權屬溪口地政事務所。</p>",
        ),
        "/news/": page(
            "最新消息",
            "<h1>最新消息</h1><ul><li><a href='/news/1/'>本所試辦線上預約</a></li><li><a href='/news/2/'>測試系統維護公告</a></li></ul>",
        ),
        "/news/1/": page(
            "本所試辦線上預約", "<h1>本所試辦線上預約</h1><p>自 12 月起試辦，歡迎多加利用，詳洽服務台。</p>"
        ),
        "/news/2/": page(
            "測試系統維護公告", "<h1>測試</h1><p>為提升服務品質，本所將測試新系統，測試期間櫃檯服務不受影響。</p>"
        ),
        "/privacy/": page(
            "隱私權政策", "<h1>隱私權保護</h1><p>本所依個人資料保護法蒐集、處理及利用您的資料。</p>"
        ),
        "/rule/": page(
            "網站資料更新維護作業規定",
            "<h1>網站資料更新維護作業規定</h1><p>各課每月檢視所負責之網頁一次，並留存紀錄。</p>",
        ),
        "/b/a.pdf": "%PDF-1.4",
    }


def _township() -> Pages:
    """Tables of ASP.NET: ids in the query, one form around the whole page, no heading elements but the last part."""

    def page(title: str, body: str) -> str:
        return f"""<html><head><meta charset="utf-8"><title>南山鄉公所全球資訊網-{title}</title></head><body>
<form name="aspnetForm" method="post" action="Default.aspx"><input type="hidden" name="__VIEWSTATE" value="aa">
<table width="100%"><tr><td colspan="2"><a href="/">回首頁</a> | <a href="/Sitemap.aspx">網站導覽</a> | <a href="/Page.aspx?id=9">鄉長信箱</a></td></tr>
<tr><td class="left"><ul><li><a href="/Page.aspx?id=1">鄉情介紹</a></li><li><a href="/Page.aspx?id=2">人口統計</a></li>
<li><a href="/Page.aspx?id=3">便民服務</a></li><li><a href="/Page.aspx?id=4">活動花絮</a></li><li><a href="/Page.aspx?id=5">鄉刊</a></li>
<li><a href="/Page.aspx?id=6">民政課</a></li><li><a href="/Page.aspx?id=7">社會課</a></li><li><a href="/Page.aspx?id=10">網站管理規範</a></li>
<li><a href="/Page.aspx?id=11">个人资料 / 简体中文</a></li></ul></td>
<td class="content"><span class="title">{title}</span><div id="ctl00_Content">{body}</div></td></tr>
<tr><td colspan="2">南山鄉公所　<a href="/Page.aspx?id=8">隱私權宣告</a> <a href="https://www.gov.tw/">政府入口網</a></td></tr></table></form></body></html>"""

    table = "".join(f"<tr><td>{n}村</td><td>{900 + n}</td><td>{880 + n}</td></tr>" for n in range(1, 6))
    return {
        "/": page("首頁", "<p>歡迎光臨南山鄉</p>"),
        "/Default.aspx": page("首頁", "<p>歡迎光臨南山鄉</p>"),
        "/Sitemap.aspx": page(
            "網站導覽", "<p>本網站依無障礙規範設計，上方功能區塊、中央內容區塊、下方功能區塊。</p>"
        ),
        "/Page.aspx?id=1": page("鄉情介紹", "<p>本鄉位於盆地南緣，盛產香蕉與竹筍，居民約九千人。</p>"),
        "/Page.aspx?id=2": page(
            "人口統計",
            "<p>本表由戶政事務所提供，原始資料見<a href='https://www.ris.example.gov.tw/'>南山戶政事務所人口資料</a>。</p>"
            f"<table border=1><tr><th>村</th><th>男</th><th>女</th></tr>{table}</table><p>單位：人</p><p>製表：民政課</p><p>備註：不含寄居。</p>"
            "<p>資料來源：南山戶政事務所</p>",
        ),
        "/Page.aspx?id=3": page("便民服務", "<ul><li>調解：第二、四週週三</li><li>法律諮詢：每週五下午</li></ul>"),
        "/Page.aspx?id=4": page(
            "活動花絮", "".join(f"<img src='/p/{n}.jpg' alt='活動照片{n}'>" for n in range(4))
        ),
        "/Page.aspx?id=5": page(
            "鄉刊", "<p>第 30 期</p><a href='/f/30.pdf'>下載</a><p>版權所有，轉載請註明出處。</p>"
        ),
        "/Page.aspx?id=6": page(
            "民政課",
            "<a href='/Page.aspx?id=61'>業務簡介</a><a href='/Page.aspx?id=62'>人員職掌</a><p>本課辦理自治、選舉及役政。</p>",
        ),
        "/Page.aspx?id=7": page(
            "社會課",
            "<a href='/Page.aspx?id=71'>業務簡介</a><a href='/Page.aspx?id=72'>人員職掌</a><p>本課辦理福利、救助與社區發展。</p>",
        ),
        "/Page.aspx?id=61": page("業務簡介", "<p>自治行政、里鄰編組、選舉罷免、調解、殯葬管理。</p>"),
        "/Page.aspx?id=62": page("人員職掌", "<table><tr><td>課員</td><td>役政</td></tr></table>"),
        "/Page.aspx?id=71": page("社會課", "<p>社會救助、老人福利、身心障礙福利、急難紓困。</p>"),
        "/Page.aspx?id=72": page("社會課", "<table><tr><td>村幹事</td><td>急難救助、訪視</td></tr></table>"),
        "/Page.aspx?id=8": page("隱私權宣告", "<p>本所遵守個資法，不任意將您的資料提供他人。</p>"),
        "/Page.aspx?id=9": page(
            "鄉長信箱",
            "<p>您的姓名：<input name='ctl00$name'></p><p>內容：<textarea name='ctl00$t'></textarea></p>",
        ),
        "/Page.aspx?id=10": page("網站管理規範", "<p>本所網站資料由各課室專人維護，每月至少檢視一次。</p>"),
        "/Page.aspx?id=11": page(
            "简体中文", "<p>南山乡位于盆地南缘，盛产香蕉与竹笋，居民约九千人，欢迎来访参观农场、古迹与博物馆。</p>"
        ),
        "/f/30.pdf": "%PDF-1.4",
    }


def _health_bureau() -> Pages:
    """A theme of Drupal with landmarks; versions in Japanese and Vietnamese under the template's language."""

    def page(title: str, body: str, lang: str = "zh-Hant") -> str:
        return f"""<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title} | 東港縣衛生局</title></head>
<body><a class="visually-hidden" href="#main">跳到主要內容</a><header role="banner"><div>東港縣衛生局</div>
<nav role="navigation"><ul class="menu"><li><a href="/n/1">疫苗接種</a></li><li><a href="/n/2">健康統計</a></li><li><a href="/n/3">快篩站</a></li>
<li><a href="/n/4">衛教手冊</a></li><li><a href="/n/5">日本語</a></li><li><a href="/n/6">線上報名</a></li><li><a href="/n/7">標題字級說明</a></li>
<li><a href="/n/9">個資保護</a></li><li><a href="/n/10">內容維護要點</a></li></ul></nav></header>
<main id="main"><article class="node"><h1 class="page-title">{title}</h1><div class="field--name-body">{body}</div></article></main>
<footer role="contentinfo"><a href="https://www.gov.tw">gov.tw</a> <form action="/search" method="get"><input name="keys" title="輸入姓名、電話或關鍵字"><input type="submit" value="搜尋"></form></footer></body></html>"""

    return {
        "/": page("首頁", "<p>歡迎來到東港縣衛生局網站，提供各項健康資訊。</p>"),
        "/n/1": page(
            "疫苗接種",
            "<p>根據世界衛生組織調查報告，流感疫苗可降低住院風險 60%。</p><p>本縣自十月開打。</p><p>對象為長者及幼兒。</p><p>地點為各鄉鎮衛生所。</p>"
            "<h2>參考資料</h2><ul><li><a href='https://www.who.int/influenza'>世界衛生組織流感報告</a></li></ul>",
        ),
        "/n/2": page(
            "健康統計",
            "<p>依據衛生福利部資料格式，各局按季填報。</p><table><caption>十大死因（來源見<a href='https://www.mohw.gov.tw/'>衛福部統計處</a>）</caption>"
            "<tr><td>1</td><td>200</td></tr><tr><td>2</td><td>180</td></tr><tr><td>3</td><td>99</td></tr></table>"
            "<p>單位：人</p><p>說明一</p><p>說明二</p><p>資料來源：衛生福利部統計處</p>",
        ),
        "/n/3": page(
            "Testing", "<h2>Test</h2><p>快篩站開放時間為上午九時，testing 由專業人員執行，請攜帶健保卡。</p>"
        ),
        "/n/4": page(
            "衛教手冊",
            "<p>下列手冊可自由印製，請註明出處，非經同意不得改作。</p><a href='/d/h.pdf'>高血壓手冊 PDF</a>",
        ),
        "/n/5": page(
            "日本語",
            "<div lang='ja'><p>当局は国民の健康を守るため、医学と学校の会議を来年も続けます。区の点検は当日の体温を図ります。</p></div>",
        ),
        "/n/6": page(
            "線上報名",
            "<form onsubmit='send(event)'><label>姓名<input name='name'></label><label>手機<input name='mobile' type='tel'></label>"
            "<label>電子郵件<input type='email' name='email'></label><button>報名</button></form><script>function send(e){e.preventDefault()}</script>",
        ),
        "/n/7": page("標題字級說明", "<h2>標題</h2><p>網頁標題以大字級呈現，內文以中字級呈現。</p>"),
        "/n/9": page("個資保護", "<p>依個人資料保護法第八條告知事項。</p>"),
        "/n/10": page("內容維護要點", "<p>各科每週檢視，逾期資料下架。</p>"),
        "/d/h.pdf": "%PDF-1.4",
    }


def _english() -> Pages:
    """An English site of plain pages with a side menu."""

    def page(title: str, body: str) -> str:
        return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Harbor Bureau - {title}</title></head><body>
<div id="top"><a href="/">Harbor Bureau</a></div><div id="side"><a href="/about.html">About us</a><a href="/figures.html">Figures</a>
<a href="/how.html">Shore power</a><a href="/pubs.html">Publications</a><a href="/dir.html">Staff directory</a><a href="/design.html">Design guide</a>
<a href="/update.html">Content update policy</a><a href="/privacy.html">Privacy</a></div><div id="content" role="main">{body}</div>
<div id="foot">Links: <a href="https://www.gov.tw/">GOV.TW</a></div></body></html>"""

    return {
        "/": page("Home", "<h1>Welcome</h1><p>The bureau runs three harbours and a lighthouse.</p>"),
        "/about.html": page(
            "About us", "<h1>Who we are</h1><p>We run harbours. Our director leads 40 people.</p>"
        ),
        "/figures.html": page(
            "Figures",
            "<h1>Cargo statistics</h1><table><tr><td>1</td><td>2,000</td></tr><tr><td>2</td><td>2,100</td></tr><tr><td>3</td><td>2,050</td></tr></table>"
            "<p>Source: Planning Section</p>",
        ),
        "/how.html": page(
            "Shore power",
            "<h1>Shore power: see how it works!</h1><p>A ship at berth is plugged in, and its engines stop.</p>",
        ),
        "/pubs.html": page(
            "Publications",
            "<h1>Publications</h1><p><a href='/y.pdf'>Yearbook</a></p><p>May be reproduced free of charge if the bureau is named.</p>",
        ),
        "/dir.html": page(
            "Staff directory",
            "<h1>Staff directory</h1><p>Look up an official.</p><form role='search' method='get' action='/dir.html'>"
            "<input name='q' placeholder='Name or phone extension'><button>Search</button></form>",
        ),
        "/design.html": page(
            "Design guide",
            "<h1>Typography</h1><p>Our design guide shows sample text: lorem ipsum is not to be used on live pages.</p>",
        ),
        "/update.html": page(
            "Content update policy", "<h1>Content update policy</h1><p>Each section reviews its pages monthly.</p>"
        ),
        "/privacy.html": page(
            "Privacy", "<h1>Privacy</h1><p>Data are handled under the Personal Data Protection Act.</p>"
        ),
        "/y.pdf": "%PDF-1.4",
    }


def _museum() -> Pages:
    """Cards and figures; headings that are pictures; exhibitions under names that are not their titles."""

    def page(title: str, body: str) -> str:
        return f"""<!doctype html><html lang="zh-TW"><head><meta charset="utf-8"><title>{title}｜河濱文化館</title>
<meta name="DC.Publisher" content="河濱文化館"></head><body><div class="site-header"><a href="/">河濱文化館</a>
<ul class="nav"><li><a href="/e">展覽</a></li><li><a href="/v">參觀資訊</a></li><li><a href="/p">典藏圖錄</a></li><li><a href="/m">影音</a></li>
<li><a href="/map">樓層圖</a></li><li><a href="/law">個人資料告知</a></li><li><a href="/upd">網頁定期更新說明</a></li></ul></div>
<section class="page-body">{body}</section><div class="site-footer">© 河濱文化館 <a href="https://www.gov.tw/">E政府</a></div></body></html>"""

    return {
        "/": page("首頁", "<h1>河濱文化館</h1><p>展出在地生活與工藝，每週一休館。</p>"),
        "/e": page(
            "展覽",
            "<h1>現正展出</h1><div class='card'><a href='/e1'>水岸光影</a></div><div class='card'><a href='/e2'>百工圖</a></div>",
        ),
        "/e1": page(
            "水岸光影",
            "<h1><img src='/t.png' alt='水岸光影'></h1><h2>策展理念</h2><p>本展以渡船與漁火為題，邀六位藝術家創作。</p><p>圖片來源：國家圖書館 "
            "<a href='https://www.ncl.edu.tw/'>臺灣記憶</a></p>",
        ),
        "/e2": page(
            "百工圖",
            "<h2>木作．竹編．藍染</h2><p>展出匠師工具三十件，攝影者為館員。</p><p>照片出處：本館典藏組</p>",
        ),
        "/v": page("參觀資訊", "<h1>開放時間與票價</h1><p>上午九時至下午五時，全票五十元。</p>"),
        "/p": page("典藏圖錄", "<h1>典藏圖錄</h1><a href='/c.pdf'>圖錄第一冊</a><p>CC BY 4.0</p>"),
        "/m": page("影音", "<h1>影音</h1><video src='/a.mp4' controls></video>"),
        "/map": page(
            "樓層圖",
            "<h1>樓層圖</h1><svg viewBox='0 0 9 9' role='img' aria-label='一樓平面'><rect width='9' height='9'/></svg>",
        ),
        "/law": page("個人資料告知", "<h1>告知事項</h1><p>本館依個人資料保護法第8條告知下列事項。</p>"),
        "/upd": page(
            "網頁定期更新說明", "<h1>網頁定期更新說明</h1><p>各組每月檢視網頁，年度展覽結束後十日內下架。</p>"
        ),
        "/c.pdf": "%PDF-1.4",
    }


def _station() -> Pages:
    """Pages of services by a system with tabs: the six parts in other words, as lists, figures and files."""

    def page(title: str, body: str) -> str:
        return f"""<!doctype html><html lang="zh-TW"><head><meta charset="utf-8"><title>{title} - 北岸監理站</title></head><body>
<div id="header" class="header"><a href="/">北岸監理站</a><ul><li><a href="/s1">汽車過戶</a></li><li><a href="/s2">換發駕照</a></li>
<li><a href="/s3">學習駕照</a></li><li><a href="/forms">表單下載</a></li><li><a href="/law">隱私權及安全政策</a></li><li><a href="/upd">資料維護規定</a></li></ul></div>
<div class="main-content"><h2>{title}</h2>{body}</div>
<div class="footer">電話 02-0000-0000　<a href="https://www.gov.tw/">我的E政府</a></div></body></html>"""

    return {
        "/": page("首頁", "<p>歡迎光臨北岸監理站，服務時間為上午八時至下午五時。</p>"),
        "/s1": page(
            "汽車過戶",
            "<table><tr><th>負責單位</th><td>車輛管理股（一樓3號窗口）</td></tr><tr><th>洽詢</th><td>(02)0000-0000轉21</td></tr>"
            "<tr><th>怎麼辦</th><td><ol><li>取號</li><li>繳驗證件</li><li>繳費領照</li></ol></td></tr>"
            "<tr><th>多久</th><td>隨到隨辦，約30分鐘</td></tr><tr><th>要帶什麼</th><td>行車執照、國民身分證、印章</td></tr>"
            "<tr><th>檔案</th><td><a href='/f/a.odt'>異動登記書（ODT）</a></td></tr></table>",
        ),
        "/s2": page(
            "換發駕照",
            "<ul><li>駕駛人管理股承辦，分機 31</li><li>備妥：舊照、相片2張</li><li>3個工作天內寄發</li><li>流程：<img src='/flow.png' alt='換照流程圖'></li>"
            "<li><a href='/f/b.pdf'>填寫範本</a></li></ul>",
        ),
        "/s3": page(
            "學習駕照",
            "<p>Driver Licence Section, tel. 02-0000-0000 ext. 32.</p><p>Step 1: take a number. Step 2: hand in the form.</p>"
            "<p>It takes about 15 minutes.</p><p>What you need: ARC card, two photos, health check.</p><p><a href='/f/c.pdf'>Application form</a></p>",
        ),
        "/forms": page(
            "表單下載", "<p><a href='/f/a.odt'>異動登記書</a></p><p><a href='/f/b.pdf'>填寫範本</a></p>"
        ),
        "/law": page("隱私權及安全政策", "<p>本站依個人資料保護法辦理。</p>"),
        "/upd": page("資料維護規定", "<p>各股每月檢視所管網頁。</p>"),
        "/f/a.odt": "x",
        "/f/b.pdf": "%PDF-1.4",
        "/f/c.pdf": "%PDF-1.4",
    }


def menu_of_items() -> Pages:
    """A site without a section: its menu names some items of article 7, others stand in the words of its pages."""
    menu = "".join(
        f"<a href='/{name}'>{title}</a>｜"
        for name, title in (
            ("a", "認識本隊"),
            ("b", "法規"),
            ("c", "行政指導"),
            ("d", "年度重點"),
            ("e", "收支"),
            ("f", "契約"),
            ("g", "訴願"),
            ("h", "聲明"),
        )
    )

    def page(title: str, body: str) -> str:
        return (
            f"<html lang='zh-TW'><head><meta charset='utf-8'><title>示範救生隊 ─ {title}</title></head><body><div>{menu}</div>"
            f"<div class='content'><h1>{title}</h1>{body}</div><div>電話 00-0000-0000　更新 2026-11-10</div></body></html>"
        )

    return {
        "/": page("首頁", "<p>歡迎來到示範救生隊，本隊負責海岸救生與訓練。</p>"),
        "/a": page(
            "認識本隊",
            "<p>設兩組，掌理救生與訓練。隊址：示範市海濱路一號；傳真 00-0000-0001；電郵如名片；網址即本站。</p>",
        ),
        "/b": page("法規", "<p>水域管理辦法；裁量基準：違規下水每次處最低額。</p>"),
        "/c": page("行政指導", "<p>今年函請業者增設救生圈共三件。</p>"),
        "/d": page("年度重點", "<p>116年施政計畫：增設瞭望台。業務統計：本月救援十二件。</p>"),
        "/e": page(
            "收支", "<p>116年度預算案 3,100 千元、114年度決算 2,900 千元。接受補助：無；支付補助：無。</p>"
        ),
        "/f": page("契約", "<p>115年瞭望台整修工程契約，決標 860,000 元。</p>"),
        "/g": page("訴願", "<p>114年無請願及訴願案件。</p>"),
        "/h": page("聲明", "<p>隱私：本站不蒐集個人資料。文字採政府網站資料開放宣告。資訊安全：定期檢測。</p>"),
    }


MAKES: dict[str, Callable[[], Pages]] = {
    "land office": _land_office,
    "township": _township,
    "health bureau": _health_bureau,
    "english": _english,
    "museum": _museum,
    "station": _station,
}


PLANTED: dict[str, tuple[str, str, str, str, str]] = {
    # name: make, page, what stands there, what stands there instead, the check that has to find it
    "title of another page": (
        "land office",
        "/way/",
        "<title>交通位置",
        "<title>統計專區",
        "content.title-mismatch",
    ),
    "title of something else": ("museum", "/v", "<title>參觀資訊", "<title>志工招募", "content.title-mismatch"),
    "title of something else, tables": (
        "health bureau",
        "/n/10",
        "<title>內容維護要點",
        "<title>長照據點",
        "content.title-mismatch",
    ),
    "English title": (
        "english",
        "/how.html",
        "- Shore power</title>",
        "- Job openings</title>",
        "content.title-mismatch",
    ),
    "menu leads elsewhere": (
        "land office",
        "/",
        'href="/stat/">統計專區',
        'href="/privacy/">統計專區',
        "content.link-mismatch",
    ),
    "English link leads elsewhere": (
        "english",
        "/update.html",
        "Each section",
        "<a href='/dir.html'>Design guide</a> Each",
        "content.link-mismatch",
    ),
    "source without a link": (
        "land office",
        "/stat/",
        "資料來源：登記課",
        "資料來源：財政部財稅資訊中心",
        "content.missing-source",
    ),
    "picture without a link": (
        "museum",
        "/e2",
        "照片出處：本館典藏組",
        "照片出處：林家花園基金會",
        "content.missing-source",
    ),
    "English source without a link": (
        "english",
        "/figures.html",
        "Source: Planning Section",
        "Source: World Bank",
        "content.missing-source",
    ),
    "figures without a source": (
        "health bureau",
        "/n/1",
        "<a href='https://www.who.int/influenza'>世界衛生組織流感報告</a>",
        "洽本局",
        "content.missing-source",
    ),
    "rights taken away": (
        "land office",
        "/books/",
        "<p>各刊物採姓名標示授權，著作財產權屬溪口地政事務所。</p>",
        "",
        "content.no-licence",
    ),
    "English rights taken away": (
        "english",
        "/pubs.html",
        "<p>May be reproduced free of charge if the bureau is named.</p>",
        "",
        "content.no-licence",
    ),
    "nothing on the page": (
        "museum",
        "/upd",
        "<p>各組每月檢視網頁，年度展覽結束後十日內下架。</p>",
        "",
        "content.empty-page",
    ),
    "nothing in the cell": (
        "township",
        "/Page.aspx?id=3",
        "<ul><li>調解：第二、四週週三</li><li>法律諮詢：每週五下午</li></ul>",
        "",
        "content.empty-page",
    ),
    "blind text": (
        "health bureau",
        "/n/10",
        "各科每週檢視，逾期資料下架。",
        "請在此輸入文字",
        "content.placeholder",
    ),
    "Latin blind text": (
        "english",
        "/update.html",
        "Each section reviews",
        "Lorem ipsum dolor sit amet, each",
        "content.placeholder",
    ),
    "title of a template": (
        "township",
        "/Page.aspx?id=3",
        "<title>南山鄉公所全球資訊網-便民服務",
        "<title>Untitled Document",
        "content.placeholder",
    ),
    "copied text": (
        "museum",
        "/upd",
        "各組每月檢視網頁，",
        "为了让观众网上预约展览门票，各组应检视网页，",
        "content.simplified",
    ),
    "broken text": ("museum", "/v", "上午九時", "\ufffd\ufffd上\ufffd午九時", "content.mojibake"),
    "form by GET": (
        "land office",
        "/contact/",
        "method='post' action='https://mail.example.gov.tw/send'",
        "action='/send'",
        "services.personal-data-in-address",
    ),
    "search of citizens": (
        "health bureau",
        "/n/9",
        "<p>依個人",
        "<form action='/find'><input name='id' title='身分證字號'><button>查詢</button></form><p>依個人",
        "services.personal-data-in-address",
    ),
    "login by GET": (
        "english",
        "/about.html",
        "<p>We run",
        "<form method='get' action='/login'><input name='u'><input type='password' name='p'></form><p>We run",
        "services.personal-data-in-address",
    ),
    "no unit": (
        "station",
        "/s1",
        "<tr><th>負責單位</th><td>車輛管理股（一樓3號窗口）</td></tr>",
        "",
        "services.missing-part",
    ),
    "no telephone": ("station", "/s2", "，分機 31", "", "services.missing-part"),
    "no time limit": ("station", "/s3", "<p>It takes about 15 minutes.</p>", "", "services.missing-part"),
    "no steps": (
        "station",
        "/s1",
        "<tr><th>怎麼辦</th><td><ol><li>取號</li><li>繳驗證件</li><li>繳費領照</li></ol></td></tr>",
        "",
        "services.missing-part",
    ),
    "no papers": ("station", "/s2", "<li>備妥：舊照、相片2張</li>", "", "services.missing-part"),
    "no forms": ("station", "/s2", "<li><a href='/f/b.pdf'>填寫範本</a></li>", "", "services.missing-part"),
    "no law": ("land office", "/privacy/", "依個人資料保護法", "", "services.privacy-without-law"),
    "no portal": ("station", "*", '<a href="https://www.gov.tw/">我的E政府</a>', "", "services.no-portal-link"),
    "no rule": ("museum", "*", "網頁定期更新說明", "本館公告", "content.no-update-rule"),
    "a copy": ("land office", "/way/", "*", "/stat/", "content.duplicate-page"),
}


def planted(name: str) -> tuple[str, Pages, str]:
    """The make, its pages with the fault, and the check that has to find it."""
    make, path, old, new, check = PLANTED[name]
    pages = MAKES[make]()
    for some in pages if path == "*" else (path,):
        if old == "*":
            pages[some] = pages[new]
        else:
            assert path == "*" or old in pages[some], name
            pages[some] = pages[some].replace(old, new)
    return make, pages, check
