"""Which texts are in a language at all, and in which: no browser is needed for that."""

from __future__ import annotations

import pytest

from publisher.browser.written import _BLOCK_WORDS, _is_prose, language_of


def _judged(text: str) -> str:
    """The language that a block of text would be called unmarked for."""
    seen = language_of(text, _BLOCK_WORDS)
    return seen if seen == "th" or _is_prose(text) else ""


@pytest.mark.parametrize(
    "text",
    [
        "https://www.example.gov.tw/cp.aspx?n=12345 https://data.example.gov.tw/dataset/search?p=1 www.example.org/a",
        "service@example.gov.tw webmaster@example.gov.tw info@example.gov.tw press@example.gov.tw",
        "Microsoft Edge、Google Chrome、Mozilla Firefox、Apple Safari、Opera Mini、Samsung Internet Browser",
        "No. 551, Xinsheng N. Rd., Beishi Vil., Madou Dist., Tainan City 721, Taiwan (R.O.C.)",
        "Nguyễn Văn An, Trần Thị Bình, Lê Hoàng Cường, Phạm Minh Đức, Vũ Thị Em",
        "SELECT name, value FROM table WHERE id = 12 AND created_at > '2020-01-01' ORDER BY value DESC",
        "color: red; font-size: 12px; margin-top: 0; border: 1px solid black; display: inline-block; padding: none",
        "export PATH=$HOME/bin:$PATH; cd /var/www/html; sudo systemctl restart nginx; tail -f access.log",
        "id,name,address,phone,email,created_at,updated_at,status_code,district_id",
        "C:\\Program Files\\Example\\bin\\start.exe --config C:\\Users\\me\\config.ini",
        "CSV JSON XML ODS XLSX PDF DOCX ODT RDF API OAS KML SHP GeoJSON Parquet",
        "FAQ | Sitemap | Contact Us | About Us | Privacy Policy | Open Data | English",
    ],
)
def test_addresses_names_and_codes_are_in_no_language(text: str) -> None:
    assert _judged(text) == ""


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "To apply for a licence you must bring your certificate and two photos, see https://example.gov.tw/en",
        ),
        ("vi", "Người nộp đơn phải mang theo thẻ cư trú và hai ảnh chụp trong vòng sáu tháng gần đây"),
        (
            "id",
            "Pemohon harus membawa kartu izin tinggal dan dua lembar foto yang diambil dalam enam bulan terakhir",
        ),
        (
            "tl",
            "Ang aplikante ay dapat magdala ng sertipiko ng residente at dalawang litrato na kinunan kamakailan",
        ),
        (
            "de",
            "Der Antragsteller muss die Aufenthaltskarte und zwei Fotos mitbringen, die neu aufgenommen wurden",
        ),
        ("th", "ผู้ยื่นคำขอต้องนำบัตรประจำตัวผู้พำนักและรูปถ่ายสองใบ"),
    ],
)
def test_sentences_are_told_whatever_addresses_stand_among_them(language: str, text: str) -> None:
    assert _judged(text) == language
