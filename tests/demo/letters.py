"""The ten mails of the demo, as ten different mail programs would send them."""

import email.header
import email.utils

DESK = "soudan@desk.example.jp"
COMPANIES = {
    "tsubame": "yamada@tsubame-seiki.example.co.jp",
    "hanamaru": "kimura@hanamaru-foods.example.co.jp",
    "minato": "ito@minato-clinic.example.or.jp",
    "aoba": "suzuki@aoba-print.example.co.jp",
    "kawabe": "sato@kawabe-unso.example.co.jp",
}
RECEPTION = "uketsuke@minato-clinic.example.or.jp"
CHAMBER = "chida@kitahama-cci.example.or.jp"


def raw(when, sender, subject, body, charset="utf-8", name=None, headers="", subtype="plain"):
    """RFC 5322 by hand, so that each charset goes out as its bytes."""
    def word(text):
        return email.header.Header(text, charset).encode(maxlinelen=200)

    seven_bit = charset.lower() == "iso-2022-jp"
    head = [
        f"From: {word(name) + ' ' if name else ''}<{sender}>",
        f"To: <{DESK}>",
        f"Subject: {word(subject)}",
        f"Date: {email.utils.format_datetime(when)}",
        f"Message-ID: {email.utils.make_msgid(domain=sender.split('@')[1])}",
        "MIME-Version: 1.0",
        f"Content-Type: text/{subtype}; charset={charset}",
        f"Content-Transfer-Encoding: {'7bit' if seven_bit else '8bit'}",
    ]
    text = "\r\n".join(head) + "\r\n" + headers + "\r\n"
    return text.encode("ascii") + body.strip().replace("\n", "\r\n").encode(charset) + b"\r\n"


def first_nine(when):
    """(title, sender, bytes); the tenth is an answer and is written when the demo runs."""
    c = COMPANIES
    return [
        ("iso-2022-jp の相談（規程づくり）", c["tsubame"], raw(
            when, c["tsubame"], "情報セキュリティ規程の作成についてのご相談", """
株式会社つばめ精機の山田と申します。大阪府東大阪市で金属部品を製造しております。
従業員は45名です。

情報セキュリティの規程がまだなく、取引先からも整備するよう言われております。
規程の作り方を指導していただける専門家をご紹介ください。訪問での指導を希望します。
予算は1回あたり4万円程度です。

株式会社つばめ精機　総務部　山田 太郎
TEL 06-0123-4567
""", "iso-2022-jp", "山田 太郎")),
        ("Shift_JIS の相談（社内研修）", c["hanamaru"], raw(
            when, c["hanamaru"], "社員向けのセキュリティ研修を依頼したい", """
はなまる食品株式会社の木村と申します。名古屋市で惣菜を作っている、従業員60名の会社です。

不審なメールを開いてしまう社員が続いたため、従業員向けの情報セキュリティ研修を
お願いしたいと考えております。講師の方をご紹介いただけますでしょうか。
会場は弊社の会議室です。

はなまる食品株式会社　木村 花子
""", "shift_jis", "木村 花子")),
        ("HTML だけのメール（クラウド）", c["minato"], raw(
            when, c["minato"], "クラウドサービスの安全な使い方を相談したいです", """
<html><head><style>p { color: #333 }</style></head><body>
<p>医療法人みなと会の伊藤です。東京都港区の診療所で、職員は18名です。</p>
<p>予約と会計をクラウドサービスに移しましたが、<b>安全に使えているか不安</b>です。<br>
クラウドサービスの安全利用について、専門家に相談に乗っていただきたいです。
訪問でもオンラインでもかまいません。</p>
<p>医療法人みなと会　伊藤 恵</p></body></html>
""", "utf-8", "伊藤 恵", subtype="html")),
        ("商工会議所からの転送（資産とリスク）", CHAMBER, raw(
            when, CHAMBER, "Fwd: 情報資産の洗い出しについて", f"""
北浜商工会議所の千田です。会員企業様から次の相談がありましたので、転送いたします。
専門家のご紹介をお願いいたします。経過は当所にもお知らせください。

---------- Forwarded message ---------
From: 鈴木 一郎 <{c["aoba"]}>
Date: 2026年5月29日(金) 16:11
Subject: 情報資産の洗い出しについて
To: 北浜商工会議所 <{CHAMBER}>

株式会社青葉印刷の鈴木です。京都市で印刷業を営んでおります。従業員は25名です。
お客様のデータを多く預かっておりますが、どこに何があるか整理できておりません。
情報資産の洗い出しとリスク分析を、専門家に手伝っていただきたいです。
訪問していただけると助かります。
""", "utf-8", "北浜商工会議所 千田")),
        ("発生中のインシデント", c["kawabe"], raw(
            when, c["kawabe"], "至急　サーバーがランサムウェアに感染しました", """
川辺運送株式会社の佐藤です。兵庫県尼崎市の運送会社です。
今朝出社したところ、サーバーのファイルがすべて暗号化され、身代金を要求する画面が
出ています。配車の業務が止まっています。どうすればよいか、至急助けてください。
電話 06-0987-6543
""", "utf-8", "佐藤 健")),
        ("不在の自動応答", c["tsubame"], raw(
            when, c["tsubame"], "自動応答: 不在にしております", """
6月5日まで不在にしております。お急ぎの方は総務部へご連絡ください。
""", "utf-8", "総務部", headers="Auto-Submitted: auto-replied\r\n")),
        ("メールマガジン", "news@security-letter.example.jp", raw(
            when, "news@security-letter.example.jp", "セキュリティ研修セミナーのご案内", """
従業員向けのセキュリティ研修を実施したい企業様へ、今月のセミナーのご案内です。
""", "utf-8", "セキュリティ通信",
            headers="List-Id: <letter.security-letter.example.jp>\r\nPrecedence: bulk\r\n")),
        ("売り込み", "sales@lead-boost.example.jp", raw(
            when, "sales@lead-boost.example.jp", "【限定3社】集客を3倍にするご提案", """
突然のご連絡失礼いたします。弊社のSEOサービスで貴社サイトのアクセス数を大幅に増やせます。
今なら初月無料キャンペーン中です。ぜひ一度オンラインでご説明させてください。
配信停止はこちら https://lead-boost.example.jp/stop
""")),
        ("あいまいな相談", RECEPTION, raw(
            when, RECEPTION, "ご相談", """
東京の医療法人みなと会で受付をしております高橋と申します。
セキュリティのことで一度ご相談したいのですが、どのようにお願いすればよいでしょうか。
""", "utf-8", "高橋")),
    ]
