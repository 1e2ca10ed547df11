"""Consultation mails and an expert list for the benchmark, the same ones at every run.

Half of the mails are in utf-8, the rest in iso-2022-jp and shift_jis; most have an HTML part beside
the text, and one in twenty carries an attachment of 100 KB. Each comes from a company of its own.
"""

import base64
import csv
import random

SEED = 20260601
DESK = "soudan@desk.example.jp"
ATTACHMENT_BYTES = 100 * 1024
PREFECTURES = (
    "北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県 埼玉県 千葉県 東京都 神奈川県 新潟県 "
    "富山県 石川県 福井県 山梨県 長野県 岐阜県 静岡県 愛知県 三重県 滋賀県 京都府 大阪府 兵庫県 奈良県 和歌山県 "
    "鳥取県 島根県 岡山県 広島県 山口県 徳島県 香川県 愛媛県 高知県 福岡県 佐賀県 長崎県 熊本県 大分県 宮崎県 "
    "鹿児島県 沖縄県").split()
SURNAMES = "佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林 清水 山崎".split()
GIVEN = "太郎 花子 一郎 恵 進 薫 修 実 明 茂 和也 直子 由美 健 誠 香織 智子 剛 亮 翔".split()
WORDS = "みなと あおば つばめ はやぶさ ひかり さくら もみじ あさひ みどり ほくと たかの しらゆき いずみ かえで まつかぜ".split()
TRADES = [
    ("精機", "金属部品の製造", "製造業"), ("食品", "惣菜の製造", "食品製造業"), ("建設", "住宅の建設", "建設業"),
    ("運送", "一般貨物の運送", "運輸業"), ("商事", "日用品の卸売", "卸売業"), ("ストア", "衣料品の小売", "小売業"),
    ("医院", "内科の診療", "医療・福祉"), ("旅館", "旅館の経営", "宿泊・飲食業"), ("印刷", "商業印刷", "製造業"),
    ("システム", "業務ソフトの開発", "情報通信業")]

# Subject and what is asked for; one line a paragraph.
NEEDS = [
    ("情報セキュリティ規程の作成についてのご相談", """
情報セキュリティの規程がまだなく、取引先から整備するよう求められております。
社内のルールは口頭だけで、責任者もはっきりしておりません。規程の作り方と運用を指導していただける専門家をご紹介ください。"""),
    ("規程の見直しをお願いしたい", """
５年前に作った情報セキュリティ規程が、今の働き方に合わなくなりました。
テレワークと私物端末の扱いを含めて規程を改訂したいと考えております。専門家の方に見ていただけないでしょうか。"""),
    ("情報資産の洗い出しとリスク分析のご相談", """
図面や顧客名簿など、どの情報が大切でどこに危険があるのか整理できておりません。
情報資産の洗い出しとリスク分析を、一緒に進めていただける専門家を探しております。"""),
    ("クラウドサービスを安全に使いたい", """
会計と勤怠にクラウドサービスを使い始めましたが、設定が正しいか不安です。
クラウドサービスを安全に利用するための点検と社内の手引きづくりについて、ご指導をお願いいたします。"""),
    ("インシデント対応手順書の作成について", """
もし情報漏えいやウイルス感染が起きたとき、誰が何をするのか決まっておりません。
事故が起きる前に対応の手順書を作り、机上演習も行いたいと考えております。支援してくださる方をご紹介ください。"""),
    ("社員向けの情報セキュリティ研修の依頼", """
不審なメールを開いてしまう社員が続いたため、従業員向けの情報セキュリティ研修を行いたいと考えております。
会場は弊社の会議室で、時間は２時間程度です。講師の方をご紹介いただけますでしょうか。"""),
    ("セキュリティ教育の計画づくり", """
社員の意識が低く、パスワードの使い回しも見られます。
年間の教育計画を立て、最初の研修の講師もお願いできる専門家の派遣を希望いたします。"""),
    ("自工会・部工会ガイドラインへの対応", """
取引先の自動車部品メーカーから、自工会／部工会・サイバーセキュリティガイドラインの自己評価を求められました。
チェックシートの各項目の読み解きと、不足している対策の計画づくりを支援していただきたいです。"""),
    ("取引先のセキュリティチェックシートについて", """
サプライチェーン評価制度の★３に向けて、当社がどの段階にあるか確認したいと考えております。
取引先のチェックシートへの回答も含め、現状の評価を手伝っていただける専門家をお願いします。"""),
    ("何から始めればよいか分かりません", """
サイバー攻撃のニュースを見て心配になりましたが、どこから対策を始めればよいか分かりません。
当社の規模に合った進め方を、一から一緒に考えてくださる専門家をご紹介ください。"""),
    ("バックアップの方式についての相談", """
ファイルサーバのバックアップを外付けディスクだけに取っており、ランサムウェアに備えて見直したいと考えております。
世代管理と復元の確認まで、技術的な相談に乗っていただける方を希望します。"""),
    ("ＶＰＮ装置の更新について", """
拠点間とテレワークで使っているＶＰＮ装置の保守が来年切れます。
同じ方式で更新するか、別の方式にするか、製品を売らない立場の専門家に技術的な助言をいただきたいです。"""),
]
DETAILS = [
    "パソコンは{pcs}台で、そのうち{old}台は買い替えの時期が近づいております。",
    "情報システムの担当者は専任ではなく、総務の{person}が兼務しております。",
    "取引先は{pcs}社ほどあり、そのうち{old}社からは書面での回答を求められています。",
    "昨年、商工会議所のセミナーに{old}名で参加し、自社診断も一度行いました。",
    "社内ネットワークの図は{old}年前のものしか残っておりません。",
    "サーバは事務所に{old}台あり、夜間も動かしております。",
    "メールとファイル共有は外部のサービスを使い、利用者は{pcs}名です。",
    "現場の者にも分かる言葉で説明していただけると助かります。",
    "経営者も同席し、費用の見通しについても伺いたいと存じます。",
    "これまで大きな事故はありませんが、ヒヤリとしたことは{old}回ほどございました。",
]
FORMATS = ["訪問での指導を希望します。", "オンラインでの相談を希望します。", "訪問でもオンラインでも構いません。"]
CHARSETS = [("utf-8", 50), ("iso-2022-jp", 35), ("shift_jis", 15)]


class Company:
    def __init__(self, rng, number):
        suffix, self.trade, self.industry = rng.choice(TRADES)
        self.name = f"株式会社{rng.choice(WORDS)}{rng.choice(WORDS)}{suffix}"
        self.surname = rng.choice(SURNAMES)
        self.person = f"{self.surname} {rng.choice(GIVEN)}"
        self.address = f"soumu@c{number:05d}.example.co.jp"
        self.prefecture = rng.choice(PREFECTURES)
        self.employees = rng.randint(5, 250)
        self.phone = f"0{rng.randint(11, 99)}-000-{number % 10000:04d}"


def text_of(rng, c, need):
    details = rng.sample(DETAILS, rng.randint(2, 7))
    lines = [
        f"情報セキュリティ相談窓口　御中\n\nはじめてご連絡いたします。{c.name}の{c.surname}と申します。",
        f"{c.prefecture}で{c.trade}を営んでおり、従業員は{c.employees}名です。\n",
        need.strip(), ""]
    lines += [d.format(pcs=rng.randint(5, 300), old=rng.randint(2, 9), person=rng.choice(SURNAMES))
              for d in details]
    lines += [
        "", rng.choice(FORMATS) + f"予算は１回あたり{rng.choice([3, 4, 5, 6])}万円程度です。",
        "お忙しいところ恐れ入りますが、どうぞよろしくお願いいたします。\n",
        f"-- \n{c.name}　総務部\n{c.person}\nTEL {c.phone}\n{c.address}\n"]
    return "\n".join(lines)


def html_of(text):
    rows = "".join(f"<p style=\"margin:0\">{line or '&nbsp;'}</p>\n" for line in text.split("\n"))
    return f"<html><head><style>p {{ font-size: 10.5pt; }}</style></head><body>\n{rows}</body></html>\n"


def word(text, charset):
    """One encoded word; subjects and names here fit into it."""
    return f"=?{charset}?B?{base64.b64encode(text.encode(charset)).decode()}?="


def part(content_type, charset, text):
    seven_bit = charset == "iso-2022-jp"
    data = text.encode(charset)
    if not seven_bit:
        data = b"\n".join(wrapped(data))
    head = (f"Content-Type: {content_type}; charset={charset}\n"
            f"Content-Transfer-Encoding: {'7bit' if seven_bit else 'base64'}\n\n")
    return head.encode() + data + b"\n"


def wrapped(data):
    encoded = base64.b64encode(data)
    return [encoded[i:i + 76] for i in range(0, len(encoded), 76)]


def multipart(subtype, boundary, parts):
    head = f"Content-Type: multipart/{subtype}; boundary=\"{boundary}\"\n\n".encode()
    line = f"--{boundary}".encode()
    return head + b"".join(line + b"\n" + p for p in parts) + line + b"--\n"


def mail(rng, number, attachment):
    c = Company(rng, number)
    subject, need = rng.choice(NEEDS)
    charset = rng.choices([n for n, _ in CHARSETS], [w for _, w in CHARSETS])[0]
    text = text_of(rng, c, need)
    body = part("text/plain", charset, text)
    if rng.random() < 0.6:
        body = multipart("alternative", f"alt-{number}",
                         [body, part("text/html", charset, html_of(text))])
    if rng.random() < 0.05:
        body = multipart("mixed", f"mix-{number}", [body, attachment])
    date = f"Mon, 0{1 + number % 8} Jun 2026 {number % 24:02d}:{number % 60:02d}:00 +0900"
    head = "\n".join([
        f"Return-Path: <{c.address}>", f"Received: from mx.example.co.jp by mail.desk.example.jp; {date}",
        f"From: {word(c.person, charset)} <{c.address}>", f"To: <{DESK}>",
        f"Subject: {word(subject, charset)}", f"Date: {date}",
        f"Message-ID: <bench.{number}@c{number:05d}.example.co.jp>", "MIME-Version: 1.0", ""])
    return (head.encode() + body).replace(b"\n", b"\r\n")


def mails(count):
    """Yields the raw messages."""
    rng = random.Random(SEED)
    data = b"\n".join(wrapped(rng.randbytes(ATTACHMENT_BYTES * 3 // 4)))
    attachment = (b"Content-Type: application/pdf; name=\"sheet.pdf\"\n"
                  b"Content-Disposition: attachment; filename=\"sheet.pdf\"\n"
                  b"Content-Transfer-Encoding: base64\n\n" + data + b"\n")
    for number in range(count):
        yield mail(rng, number, attachment)


COLUMNS = (
    "氏名,登録番号,所属状況,所属先,居住地,メールアドレス,支援可能な指導テーマ,保有する他の資格,得意とする業界,中小企業支援実績,"
    "領域0,領域1,領域2,領域3,領域4,領域5,領域6,領域7,支援形態,支援料金（1回2時間あたり）,支援期間,支援対象地域,受入可能件数,"
    "登録有効期限,自己PR").split(",")
THEMES = ["１．情報セキュリティ規程の整備", "２．情報資産の洗い出しとリスク分析", "３．クラウドサービスの安全利用",
          "４．セキュリティインシデント対応", "５．従業員向け情報セキュリティ教育", "６．セキュリティアセスメント"]
FORMS = ["訪問コンサルティング", "オンラインコンサルティング", "講習・研修", "セキュリティ製品の選定・導入支援"]
FEES = ["20,000円以上～30,000円未満", "30,000円以上～40,000円未満", "40,000円以上"]
PERIODS = ["スポット", "１～３か月", "３か月～半年", "半年～１年"]


def expert(rng, number):
    home = number % len(PREFECTURES)
    areas = sorted({home, *rng.sample(range(len(PREFECTURES)), 3)})
    return [
        f"{rng.choice(SURNAMES)} {rng.choice(GIVEN)}", f"{700000 + number}", rng.choice(["独立", "企業勤務"]), "",
        PREFECTURES[home], f"expert{number:05d}@experts.example.jp",
        "、".join(rng.sample(THEMES, rng.randint(3, 6))), rng.choice(["CISSP", "中小企業診断士", "ITコーディネータ", ""]),
        "、".join(rng.sample(sorted({t[2] for t in TRADES}), 3)), f"規程整備支援 {rng.randint(1, 30)}社",
        *[rng.choice(["", "○", "◎"]) for _ in range(8)], "、".join(rng.sample(FORMS, rng.randint(3, 4))),
        rng.choice(FEES), "、".join(rng.sample(PERIODS, 2)), "、".join(PREFECTURES[a] for a in areas),
        "20", "2031-03-31", "分かりやすい言葉で説明します。"]


def write_experts(path, count):
    rng = random.Random(SEED)
    with open(path, "w", encoding="utf-8-sig", newline="") as f:
        out = csv.writer(f)
        out.writerow(COLUMNS)
        out.writerows(expert(rng, number) for number in range(count))
