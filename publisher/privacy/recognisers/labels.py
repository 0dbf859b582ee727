"""What the label of a column or a field says about its values."""

from __future__ import annotations

import re
from functools import lru_cache

from publisher.privacy.recognisers import names
from publisher.privacy.recognisers.kinds import KINDS
from publisher.privacy.recognisers.normalise import normalise

_IDS = frozenset({"national_id", "ui_no_new", "ui_no_old"})
_PHONES = frozenset({"mobile", "landline", "foreign_phone"})
_PLATES = frozenset(kind for kind in KINDS if kind.startswith("plate_"))
_RULES: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), kinds)
    for pattern, kinds in (
        (
            r"身[分份]證|居留證|統一證號|^arc(?:[ _.-]?(?:no|num|number|id))?$|^證號$"
            r"|駕照號|駕駛執照號|national.?id|^id.?(?:no|number)$",
            _IDS,
        ),
        (
            r"電話|手機|行動|門號|傳真|聯絡方式|連絡方式|phone|mobile|^tel|fax"
            r"|(?:^|[_ ])(?:tel(?:no)?|hp|gsm|mob|cell?|msisdn|市話|宅電)(?:$|[_ ])"
            r"|telepon|^no\.? ?hp$|điện thoại|số đt|^sđt$|携帯|전화|휴대|โทร",
            _PHONES,
        ),
        (
            r"車號|車牌|牌照|號牌|plate|(?:^|[_ ])(?:lpn|lp|car|reg(?:istration)?)[_ ]?(?:no|num|nr)$",
            _PLATES,
        ),
        (r"車身號|車架號|引擎號|(?:^|[_ ])vin(?:$|[_ ])", frozenset({"vin"})),
        (r"電子郵件|電子信箱|e-?mail", frozenset({"email"})),
        (
            r"護照|旅行證件|passport|travel.?doc|(?:^|[_ ])(?:pp|ppt|pspt|pass)[_ ]?(?:no|num|nr|id)$"
            r"|通行證|[台臺]胞證"
            r"|paspor|pasaporte|hộ chiếu|旅券|パスポート|여권|หนังสือเดินทาง",
            frozenset({"passport"}),
        ),
        (
            r"病歷(?![^號/及與和,、 ]{0,10}(?:收據|發票|[公發]文|申請[書單表]?|案件|核定|分機"
            r"|電話|傳真)(?:編號|號碼?|字號))|病例號|病案號|medical.?record"
            r"|(?:^|[_ ])(?:mrn|chart|(?:chart|patient|pt)[_ ]?(?:no|num|nr|id))(?:$|[_ ])",
            frozenset({"medical_record"}),
        ),
        (
            r"學號|學籍號|學生證號|(?:^|[_ ])(?:student|stu)[_ ]?(?:no|num|nr|number|id)$",
            frozenset({"student_number"}),
        ),
        (
            r"(?:line|wechat|微信|ig|instagram|fb|臉書|telegram|skype|whatsapp|社群|通訊軟體|網路).{0,2}(?:id|帳號|號)"
            r"|^(?:line|wechat|微信|ig|instagram|telegram|tg|skype|qq|threads|discord|小紅書|抖音"
            r"|tiktok|即時通訊)(?:[ _]?(?:名稱|暱稱))?$"
            r"|^(?:user[_ ]?(?:name|id)?|login|account|uid|handle|screen[_ ]?name"
            r"|nick(?:name)?|暱稱|member[_ ]?id)$",
            frozenset({"account"}),
        ),
        (
            r"(?:登入|來源|用戶|客戶|申請|[者人員客戶]|user|client|login|visitor|source|src|remote|peer"
            r"|origin(?:ating)?|last).{0,4}ip(?![a-z])|^(?:ip|src|(?:remote|client|peer)[_ ]?(?:addr|host))"
            r"(?:位[址置]|地址)?$|ip.?address"
            r"|[\u4e00-\u9fff](?<![機器備統站關由段])ip(?:位[址置])?$|(?:來源|上網|連線|登入|使用者?|用戶|發文|留言)位[址置]$"
            r"|^ip[_ ]?addr(?:ess)?$|(?:connecting|true.?client).?ip|forwarded.?for|real.?ip",
            frozenset({"ip_address"}),
        ),
        (r"(?:^|[^a-z])mac(?:位址|碼|.?addr|$)|hw.?addr|lladdr", frozenset({"mac_address"})),
        (r"iban", frozenset({"iban"})),
        (
            r"健保(?:IC)?卡|IC卡[卡號]|ic[_ ]?card|(?:^|[_ ])nhi(?:$|[_ ])|health.?(?:insurance.?)?card",
            frozenset({"nhi_card"}),
        ),
        (
            r"帳號|帳戶|戶頭|bank.?acc(?:oun)?t|(?:^|[_ ])acc(?:oun)?t?[_ ]?(?:no|num|nr|number)$",
            frozenset({"bank_account"}),
        ),
        (r"卡號|信用卡|card.?(?:no|number)", frozenset({"card"})),
        (
            r"地址|住址|戶籍|住所|居所|通訊處|address|^alamat|địa chỉ|주소|ที่อยู่",
            frozenset({"address"}),
        ),
        (
            r"出生|(?<![發產學衛養招])生日(?![期誌報記間夜班])|生辰|birth|(?:^|[_ ])(?:dob|bir|b-?day)(?:$|[_ ])"
            r"|lahir|ngày sinh|生年月日|생년월일|생일|วันเกิด|kapanganakan",
            frozenset({"birth_date"}),
        ),
        (names.LABEL.pattern, frozenset({"name"})),
        (
            r"(?:^|[_ ])(?:parent|guardian|father|mother|spouse|child|son|daughter"
            r"|owner|next[_ ]?of[_ ]?kin|holder|payee)"
            r"(?:[_ ](?:of|name))?$",
            frozenset({"name"}),
        ),
        (
            r"^nama(?: lengkap)?$|^(?:họ (?:và )?)?tên$|^氏名$|^お?名前$|^이름$|^성명$|^ชื่อ|^pangalan$",
            frozenset({"name"}),
        ),
    )
)
# Numbers of cases, documents and things: what looks like a plate or a bare telephone number there is none.
_NUMBERED = re.compile(
    r"編號|代碼|代號|文號|字號|案號|收件號|流水號|序號|統一編號|統編|標準|座標|經度|緯度|金額|件數|人數|輛數|數量|版本"
    r"|型號|機型|車型|車款|款式|型式|品名|品項|產品|商品|規格|料號|貨號|零件|廠牌|發票|字軌|單號|批號|條碼|財產|設備"
    r"|model|product|item|sku|serial|invoice|(?:^|[_ ])(?:id|code|no)$",
    re.IGNORECASE,
)
_NAMES = frozenset({"name"})
_OFFICIALS = re.compile(
    r"^(?:現任|歷任|前任|副)?(?:[里村鄉鎮市縣區校院局處署部]長|議員|立委|立法委員|主任委員|主委)的?姓名$"
)
"""Who holds a public office is no secret: the column is read as one named 里長 is."""
_COUNTS = re.compile(r"(?:數|人次|率|額|比例|狀態|情形)$|^(?:是否|有無)")
"""How many there are, and whether there is one: 帳號數, 是否有身分證."""
_IN_ONE_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])[-.](?=[A-Za-z])")
"""Where the words of plateNo and pp-no are written as one."""
_REMARK = re.compile(r"\([^)]*\)|\[[^\]]*\]")


@lru_cache(maxsize=1024)
def read_label(label: str) -> tuple[str, frozenset[str], bool]:
    """The normalised label, the kinds it names, and whether it names a number of another kind."""
    plain = normalise(label).text.strip()
    core = _REMARK.sub("", plain).strip(" :*") or plain
    apart = _IN_ONE_WORD.sub(" ", core)
    hinted: set[str] = set()
    for pattern, kinds in _RULES if not _COUNTS.search(core) else ():
        if kinds == _NAMES and _OFFICIALS.search(core):
            continue
        if pattern.search(core) or (apart != core and pattern.search(apart)):
            hinted |= kinds
    return core, frozenset(hinted), not hinted and bool(_NUMBERED.search(core))


def kinds_of_label(label: str) -> frozenset[str]:
    """The kinds of personal data that a column of this name is expected to hold."""
    return read_label(label)[1]
