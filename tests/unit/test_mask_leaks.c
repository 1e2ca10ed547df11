/* What names a person, a firm, an address or a number never leaves; what tells the matter
 * stays. The names are invented; none stands in a header or in a signature here. */
#include "mask_fixture.h"

#include "mask.h"
#include "norm.h"
#include "second.h"
#include "split.h"

#include <string.h>

/* secrets: parted by '|'; none of them may be left, blanks aside. */
static const struct {
	const char *text, *secrets;
} leaks[] = {
    /* people whom nothing marks */
    {"鈴木から聞きました。研修をお願いできますか。", "鈴木"},
    {"担当は田中。平日の午後なら話せます。", "田中"},
    {"この件は高橋に任せています。", "高橋"},
    {"渡辺が伺いたいと言っております。", "渡辺"},
    {"返事は小林まで。", "小林"},
    {"前回は中村と話しました。", "中村"},
    {"当日は加藤、吉田の二人が出ます。", "加藤|吉田"},
    {"佐々木健太が窓口です。", "佐々木|健太"},
    {"責任者:山口美咲", "山口|美咲"},
    {"山本・井上で対応します。", "山本|井上"},
    {"うちの松本にも聞かせたいです。", "松本"},
    {"うちの直美が開きました。", "直美"},
    {"経理担当、平井。", "平井"},
    {"清水宛てに資料をください。", "清水"},
    {"もし木村より連絡があれば教えてください。", "木村"},
    {"経理の斎藤もメールを開きました。", "斎藤"},
    {"林が休みの間にパソコンが壊れました。", "林が"},
    {"担当は森です。", "森です"},
    {"齋藤から聞いた話です。", "齋藤"},
    {"被害に気付いたのは長谷川でした。", "長谷川"},
    {"連絡は五十嵐へお願いします。", "五十嵐"},
    {"小野寺円に確認中です。", "小野寺"},
    {"太郎が開いてしまいました。", "太郎"},
    /* names in kana */
    {"担当者（スズキ ハナコ）が伺います。", "スズキ|ハナコ"},
    {"田中（たなか）から連絡します。", "田中|たなか"},
    {"代表（やまだ たろう）も出席します。", "やまだ|たろう"},
    {"サトウが対応します。", "サトウ"},
    {"ヤマダ タロウまで折り返しください。", "ヤマダ|タロウ"},
    {"ﾀﾅｶ ｲﾁﾛｳ から電話がありました。", "タナカ|イチロウ"},
    {"窓口はワタナベです。", "ワタナベ"},
    /* names in Latin letters */
    {"I am taro yamada and we need a lecture on security.", "taro|yamada"},
    {"my name is hanako suzuki. we need help.", "hanako|suzuki"},
    {"hi, this is kenji. our PC is broken.", "kenji"},
    {"Please reply to Tanaka in our office.", "tanaka"},
    {"Please call sato-san tomorrow.", "sato"},
    {"i'm john miller from a small shop.", "john|miller"},
    {"ask Yuki Watanabe about the training", "yuki|watanabe"},
    {"Contact Mr. Ohno for the audit.", "ohno"},
    /* other ways of writing a name, and names that a line breaks */
    {"窓口は髙橋です。", "髙橋|橋で"},
    {"経理の山﨑も、𠮷田も開きました。", "山﨑|𠮷田|田も"},
    {"先週から社内のパソコンが遅く、気になって調べていたのは鈴\n"
     "木です。研修をお願いします。",
        "鈴木|木です"},
    /* firms without a legal form */
    {"弊社ミライズは研修を希望します。", "ミライズ"},
    {"当社(ミライズ)のサーバーが止まりました。", "ミライズ"},
    {"山本製作所の者です。", "山本"},
    {"さくら歯科から相談です。", "さくら"},
    {"はなまる食品ですが、規程を作りたいです。", "はなまる"},
    {"こちらはひまわり保育園といいます。", "ひまわり"},
    {"取引先は東和精機という会社です。", "東和"},
    {"みなと食堂の経営をしています。", "みなと"},
    {"サクラテックという会社でパソコンを使っています。", "サクラ"},
    {"緑川クリニックの受付で使うパソコンの件です。", "緑川"},
    {"大和田運送でウイルスに感染しました。", "大和田"},
    {"若葉幼稚園の職員研修をお願いします。", "若葉"},
    {"丸福商店と申します。", "丸福"},
    {"北斗電機の社内規程について。", "北斗"},
    {"つばめ印刷のサーバーが止まりました。", "つばめ"},
    {"青葉会計事務所からの紹介です。", "青葉"},
    {"藤屋旅館のホームページが改ざんされました。", "藤屋"},
    {"オリーブ薬局の研修の件です。", "オリーブ"},
    {"中島工務店のパソコンが動きません。", "中島"},
    {"スマイル動物病院で顧客情報が漏れました。", "スマイル"},
    {"カフェ・ド・ルポの店長です。", "ルポ"},
    {"ホテル青海の予約システムが止まりました。", "青海"},
    {"(社)みらい会の事務局です。", "みらい"},
    {"We are Sunrise Dental Clinic and need training.", "sunrise"},
    {"Kobayashi Bakery needs a lecture.", "kobayashi"},
    {"株式会社データの者です。", "株式会社データ|データ"},
    /* places */
    {"霞が関三丁目二番一号に事務所があります。", "霞が関|三丁目|二番|一号"},
    {"場所は桜台2丁目3番4号です。", "桜台|2丁目|3番|4号"},
    {"神保町に店があります。", "神保町"},
    {"横浜で町工場をしています。", "横浜"},
    {"本町一の二の三に来てください。", "本町|一の二の三"},
    {"緑区の工場でパソコンが壊れました。", "緑区"},
    {"サンライズビル302号室へお越しください。", "サンライズ|302"},
    {"渋谷ヒカリタワー8階の会議室です。", "渋谷|ヒカリ|8階"},
    {"みどりマンション5Fが事務所です。", "みどり|5F"},
    {"中央ビルB1Fに店があります。", "B1F"},
    {"コーポ青木203に住んでいます。", "青木|203"},
    /* logins, plates, numbers */
    {"ログイン名はtyamada、パスワードは変えました。", "tyamada"},
    {"ハンドルネームは yuki_no_hana です。", "yuki_no_hana"},
    {"アカウント「kumagoro」に入れません。", "kumagoro"},
    {"LINEのIDは tarosan です。", "tarosan"},
    {"Slackの @kenken まで。", "kenken"},
    {"車は品川300あ12-34です。", "300あ|12-34|品川"},
    {"社用車(足立 500 さ 46-49)の鍵も盗まれました。", "足立|46-49|500"},
    {"車両番号は 練馬330 ね ・・12 です。", "330|・・12|練馬"},
    {"tarosanアットexample まで", "tarosan"},
    {"taro あっとまーく tsubame どっと co どっと jp です。", "taro|tsubame|co"},
    {"taro [at] tsubame [dot] co [dot] jp まで", "taro|tsubame|[dot]|jp"},
    {"生年月日は昭和55年3月2日です。", "55|3月2|昭和"},
    {"生年月日: 55.3.2", "55|3.2"},
    {"口座は普通０１２３４５６です。", "0123456"},
    {"口座番号 １２３-４５６７", "123-4567"},
    {"口座は 一二三四五六七 です。", "一二三四五六七"},
    {"振込先は支店番号０１２、口座１２ ３４５", "12 345"},
    {"免許証番号は 第12-34-56号", "12-34-56"},
    {"携帯は〇九〇 一二三四 五六七八", "一二三四"},
};

/* What tells the matter, parted by '|', survives. */
static const struct {
	const char *text, *words;
} kept[] = {
    {"従業員向けの情報セキュリティ研修をお願いします。", "従業員|情報セキュリティ|研修"},
    {"社内規程を整備したいので相談させてください。", "社内規程|整備|相談"},
    {"パソコンがウイルスに感染したようです。", "パソコン|ウイルス|感染"},
    {"サーバーが暗号化され、業務が止まっています。", "サーバー|暗号化|業務"},
    {"取引先からチェックシートの提出を求められました。", "取引先|チェックシート|提出"},
    {"プライバシーマークの取得を考えています。", "プライバシーマーク|取得"},
    {"ISMSの認証について専門家を紹介してください。", "ISMS|認証|専門家|紹介"},
    {"経済産業省のガイドラインに沿った体制を作りたい。", "経済産業省|ガイドライン|体制"},
    {"商工会議所の会員から相談を受けました。", "商工会議所|会員|相談"},
    {"フィッシングメールを開いて個人情報を入力しました。",
        "フィッシングメール|個人情報|入力"},
    {"ノートパソコンを電車に置き忘れました。", "ノートパソコン|置き忘れ"},
    {"テレワークのルールを決めたい。", "テレワーク|ルール"},
    {"クラウドの設定を見てほしい。", "クラウド|設定"},
    {"ホームページが改ざんされました。", "ホームページ|改ざん"},
    {"標的型攻撃メールの訓練をしたい。", "標的型攻撃メール|訓練"},
    {"バックアップの取り方を教えてください。", "バックアップ"},
    {"相談を取り下げます。", "相談|取り下げ"},
    {"訪問の日程を変更してください。", "訪問|日程|変更"},
    {"来月の午後に2時間の講演を頼みたい。", "来月|午後|2時間|講演"},
    {"社員は45名、予算は未定です。", "社員|45名|予算"},
    {"金属加工の町工場です。何から始めればよいでしょうか。", "金属加工|何から始め"},
    {"旅館を営んでいます。予約システムの点検をお願いします。", "旅館|予約システム|点検"},
    {"歯科医院でカルテの管理に困っています。", "歯科医院|カルテ|管理"},
    {"不正アクセスの形跡がないか調べてほしい。", "不正アクセス|形跡"},
    {"退職した社員が顧客名簿を持ち出しました。", "退職|社員|顧客名簿|持ち出し"},
    {"リスクの洗い出しと監査をお願いしたい。", "リスク|洗い出し|監査"},
    {"Windowsの更新とパスワードの管理が心配です。", "Windows|更新|パスワード|管理"},
    {"We would like to have a security training for our staff.",
        "would like|security training|staff"},
    {"Our server was encrypted by ransomware. Please help.",
        "server|encrypted|ransomware|help"},
    {"i am looking for an expert who can review our rules.",
        "looking|expert|review|rules"},
    {"専門家派遣の申込みをしたいのですが。", "専門家派遣|申込み"},
    {"前回の専門家の対応に不満があります。", "専門家|対応|不満"},
    {"ご依頼の件、喜んでお引き受けします。", "ご依頼|お引き受け"},
    {"あいにく今回は都合がつかず辞退いたします。", "都合|辞退"},
    {"機密書類の捨て方と社内ルールについて助言がほしい。", "機密書類|社内ルール|助言"},
    {"警察への届出と取引先への報告はどうすればよいですか。", "警察|届出|取引先|報告"},
};

static char *
masked(const char *text, bool *clean)
{
	struct mask k = {.lists = lists};
	char *got = mask_text(&k, text, MASK_BODY_CHARS);

	*clean = mask_clean(&k, got);
	mask_free(&k);
	return got;
}

static bool
holds(const char *text, const char *word)
{
	char *within = norm_squeeze(text), *part = norm_squeeze(word);
	bool found = str_ifind(within, part) != NULL;

	free(within);
	free(part);
	return found;
}

static void
test_leaks(void **state)
{
	size_t bad = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(leaks); i++) {
		struct strlist secrets = {0};
		bool clean;
		char *got = masked(leaks[i].text, &clean);

		strlist_split(&secrets, leaks[i].secrets, "|");
		for (size_t w = 0; w < secrets.n; w++) {
			/* The row would test nothing otherwise. */
			assert_true(holds(leaks[i].text, secrets.v[w]));
			if (!holds(got, secrets.v[w]))
				continue;
			print_message(
			    "%s\n  leaves %s in %s\n", leaks[i].text, secrets.v[w], got);
			bad++;
		}
		if (!clean) {
			print_message("%s\n  is refused: %s\n", leaks[i].text, got);
			bad++;
		}
		strlist_free(&secrets);
		free(got);
	}
	assert_int_equal(bad, 0);
}

static void
test_kept(void **state)
{
	size_t bad = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(kept); i++) {
		struct strlist words = {0};
		bool clean;
		char *got = masked(kept[i].text, &clean);

		strlist_split(&words, kept[i].words, "|");
		for (size_t w = 0; w < words.n; w++)
			if (!holds(got, words.v[w])) {
				print_message("%s\n  loses %s: %s\n", kept[i].text,
				    words.v[w], got);
				bad++;
			}
		if (!clean) {
			print_message("%s\n  is refused: %s\n", kept[i].text, got);
			bad++;
		}
		strlist_free(&words);
		free(got);
	}
	assert_int_equal(bad, 0);
}

/* Whatever masking may have missed: these do not leave. */
static void
test_the_last_look(void **state)
{
	static const char *const refused[] = {"鈴木から", "担当は田中", "call tanaka",
	    "Mr Satoh", "スズキより", "番号は1234", "番号は一二三四", "a@b"};
	static const char *const passed[] = {
	    "〔氏名〕から研修の相談", "〔番号〕円、45名", "security training", "123", ""};
	struct mask k = {.lists = lists};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(refused); i++)
		if (mask_clean(&k, refused[i]))
			fail_msg("passed: %s", refused[i]);
	for (size_t i = 0; i < ARRAY_LEN(passed); i++)
		if (!mask_clean(&k, passed[i]))
			fail_msg("refused: %s", passed[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_leaks),
	    cmocka_unit_test(test_kept), cmocka_unit_test(test_the_last_look)};

	return cmocka_run_group_tests(tests, mask_begin, mask_end);
}
