// What says in the languages of the table that something cannot be found out: "cannot be determined", "lässt sich nicht
// bestimmen", "无法确定", "there is not enough information". Sources of regular expressions, each bounded.

const FOUND_OUT =
  "determined|answered|solved|found(?: out)?|calculated|computed|known|said|told|worked out|figured out|resolved|deduced|inferred|established";
const FIND_OUT =
  "determin(?:e|ing)|say(?:ing)?|tell(?:ing)?|know(?:ing)?|calculat(?:e|ing)|comput(?:e|ing)|work(?:ing)? (?:(?:it|this|that) )?out|figur(?:e|ing) (?:(?:it|this|that) )?out|find(?:ing)?(?= (?:out|how|what|the|it)\\b)";

/** By language. What is only not found in one way ("cannot be found by factoring", "exactly") is found in another. */
const CANNOT: Record<string, string> = {
  English:
    `\\b(?:can(?:not|'t| not| never)|could not|couldn't)\\s(?:\\p{L}+\\s)?be\\s(?:\\p{L}+ly\\s)?(?:${FOUND_OUT})\\b(?!\\s(?:by|with|using|directly|exactly|to|for|in (?:this|that) way|this way)\\b)` +
    `|\\b(?:impossible|not possible|no way|unable|not able)\\s(?:to|of)\\s(?:\\p{L}+ly\\s)?(?:${FIND_OUT})\\b(?!\\s(?:by|exactly)\\b)` +
    `|\\b(?:we|i|one|you|nobody|no one)\\s(?:simply\\s|really\\s)?(?:can|cannot|can't|can not|could not|couldn't)\\s(?:\\p{L}+ly\\s)?(?:${FIND_OUT})\\b(?<!\\b(?:we|i|one|you)\\s(?:simply\\s|really\\s)?can\\s.{1,40})(?!\\s(?:by|exactly)\\b)` +
    "|\\b(?:(?:isn't|is not|aren't|are not|don't have|do not have|without|not)\\s(?:enough|sufficient)|insufficient|too little)\\s(?:information|data|details?)\\b" +
    "|\\b(?:information|data)\\s(?:\\p{L}+\\s){0,2}(?:is|are)\\s(?:not (?:enough|sufficient)|insufficient)\\b" +
    "|\\b(?:is|are|remains?|stays?)\\s(?:\\p{L}+\\s)?(?:undetermined|undeterminable|unknown)(?=[\\s.!]*$)" +
    "|\\bmore\\s(?:information|data|details)\\s(?:is|are|would be)\\s(?:needed|required|necessary)\\b|\\b(?:is|are)\\s(?:not\\s|in)determinable\\b|\\b(?:nobody|no one)\\scan\\s(?:answer|know|tell|say)\\b|\\b(?:question|problem)\\s(?:therefore\\s)?has\\sno\\sanswer\\b",
  German:
    "nicht\\s(?:\\p{L}+\\s){0,2}?(?:bestimmen|berechnen|ermitteln|sagen|angeben|herausfinden|feststellen|beantworten)(?!\\p{L})(?<=(?:lässt|lassen)\\ssich\\s.{0,120}|(?:kann|können)\\s.{0,120})" +
    "|nicht\\s(?:\\p{L}+\\s){0,2}?(?:bestimmen|berechnen|ermitteln|sagen|angeben)\\s(?:lässt|lassen|kann|können)(?!\\p{L})" +
    "|nicht\\s(?:\\p{L}+\\s){0,2}?(?:bestimmt|berechnet|ermittelt|beantwortet|gesagt|angegeben)\\swerden" +
    "|nicht\\s(?:\\p{L}+\\s){0,2}?(?:bestimmbar|berechenbar|ermittelbar)|nicht\\szu\\s(?:bestimmen|berechnen|ermitteln|sagen)" +
    "|(?:unmöglich|nicht\\smöglich)[^.;!?\\n]{0,80}\\szu\\s(?:bestimmen|berechnen|ermitteln|sagen)" +
    "|(?:angaben|informationen|daten)\\s(?:reichen|genügen)\\s[^.;!?\\n]{0,40}?nicht",
  Spanish:
    "no\\s(?:se\\s)?(?:puede[n]?|podemos|puedo|es\\sposible|hay\\s(?:forma|manera)\\sde)\\s(?:\\p{L}+\\s){0,2}?(?:determinar|calcular|saber|hallar|averiguar|decir|conocer|responder|ser\\s(?:determinad|calculad|conocid))" +
    "|imposible\\s(?:determinar|calcular|saber|hallar|averiguar|decir|conocer)" +
    "|(?:no\\s(?:hay|tenemos|se\\sdan?)\\s|sin\\s)(?:suficientes?\\s(?:datos|información)|(?:datos|información)\\ssuficientes?)|(?:datos|información)\\s(?:\\p{L}+\\s){0,2}(?:es\\sinsuficiente|son\\sinsuficientes|no\\s(?:es|son)\\ssuficientes?|no\\sbasta)",
  Portuguese:
    "n[ãa]o\\s(?:se\\s)?(?:pode(?:m|mos)?|consigo|é\\sposs[íi]vel|d[áa]\\spara|h[áa]\\scomo)\\s(?:\\p{L}+\\s){0,2}?(?:determinar|calcular|saber|descobrir|dizer|conhecer|responder|ser\\s(?:determinad|calculad|conhecid))" +
    "|imposs[íi]vel\\s(?:determinar|calcular|saber|descobrir|dizer|conhecer)" +
    "|(?:n[ãa]o\\s(?:h[áa]|temos)\\s|sem\\s)(?:dados|informa\\p{L}+)\\ssuficientes?|(?:dados|informa\\p{L}+)\\s(?:\\p{L}+\\s){0,2}(?:[ée]\\sinsuficiente|s[ãa]o\\sinsuficientes|n[ãa]o\\s(?:[ée]|s[ãa]o)\\ssuficientes?|n[ãa]o\\sbasta)",
  French:
    "(?:ne\\s(?:peut|peuvent|pouvons|peux)\\s(?:\\p{L}+\\s){0,2}?pas|n'est\\s(?:\\p{L}+\\s)?pas\\spossible\\sde|ne\\speut)\\s(?:\\p{L}+\\s){0,2}?(?:déterminer|calculer|savoir|connaître|dire|répondre|trouver\\s(?:le|la|combien)|être\\s(?:déterminé|calculé|connu))" +
    "|impossible\\sd[e']\\s?(?:déterminer|calculer|savoir|connaître|dire)" +
    "|(?:pas\\s(?:assez|suffisamment)\\sd')(?:informations?|éléments)|pas\\s(?:assez|suffisamment)\\sde\\sdonnées|(?:données|informations)\\s(?:\\p{L}+\\s){0,2}(?:ne\\ssuffisent\\spas|sont\\sinsuffisantes)",
  Italian:
    "non\\s(?:si\\s)?(?:può|possono|possiamo|posso|è\\spossibile|c'è\\smodo\\sdi)\\s(?:\\p{L}+\\s){0,2}?(?:determinare|calcolare|sapere|stabilire|dire|conoscere|rispondere|essere\\s(?:determinat|calcolat|conosciut))" +
    "|impossibile\\s(?:determinare|calcolare|sapere|stabilire|dire|conoscere)|non\\s(?:è|sono)\\s(?:determinabil|calcolabil)" +
    "|(?:dati|informazioni)\\s(?:\\p{L}+\\s){0,2}(?:non\\s(?:bastano|sono\\ssufficienti)|sono\\sinsufficienti)",
  Dutch:
    "niet\\s(?:\\p{L}+\\s){0,2}?(?:worden\\s)?(?:bepaald|berekend|bepalen|berekenen|zeggen|vaststellen|beantwoorden|beantwoord|weten)(?!\\p{L})(?<=(?:kan|kunnen)\\s.{0,120})" +
    "|niet\\ste\\s(?:bepalen|berekenen|zeggen|achterhalen)|onmogelijk\\s[^.;!?\\n]{0,80}te\\s(?:bepalen|berekenen|zeggen|weten)" +
    "|(?:niet\\sgenoeg|onvoldoende|te\\sweinig)\\s(?:informatie|gegevens)",
  Polish:
    "nie\\s(?:można|da\\ssię|sposób|możemy|mogę|jesteśmy\\sw\\sstanie)\\s[^.;,!?\\n]{0,60}?(?:określić|obliczyć|wyznaczyć|ustalić|stwierdzić|powiedzieć|policzyć)" +
    "|(?:określić|obliczyć|wyznaczyć|ustalić|policzyć)\\s[^.;,!?\\n]{0,40}nie\\s(?:można|da\\ssię|sposób)|niemożliwe\\s(?:jest\\s)?(?:do\\s)?(?:określ|oblicz|wyznacz|ustal)\\p{L}+" +
    "|za\\smało\\s(?:danych|informacji)|brak(?:uje)?\\s(?:danych|informacji)",
  Russian:
    "(?:нельзя|невозможно|не\\sможем|не\\sмогу|не\\sполучится|не\\sуда[её]тся)\\s[^.;,!?\\n]{0,60}?(?:определить|узнать|вычислить|сказать|посчитать|установить|рассчитать|ответить)" +
    "|(?:определить|узнать|вычислить|посчитать|установить|рассчитать)\\s(?:[^.;,!?\\n]{0,60}\\s)?(?:нельзя|невозможно|не\\sполучится)" +
    "|(?:недостаточно|не\\sхватает|мало)\\s(?:данных|информации|сведений)",
  Turkish:
    "(?:belirlene|biline|söylene)m(?:ez|iyor|emektedir)|(?:hesaplana|buluna)m(?:az|ıyor|amaktadır)|(?:belirleye|bile|söyleye)m(?:eyiz|iyoruz)|(?:hesaplaya|bula)m(?:ayız|ıyoruz)" +
    "|(?:belirlemek|hesaplamak|bilmek|söylemek)\\s(?:mümkün\\sdeğil|imk[aâ]nsız)|yeterli\\s(?:bilgi|veri)\\s(?:yok|verilme)|(?:bilgi|veri)\\p{L}*\\s(?:yetersiz|yeterli\\sdeğil)",
  Vietnamese:
    "không\\sthể\\s(?:\\p{L}+\\s){0,2}?(?:xác\\sđịnh|tính|biết|tìm\\sra|kết\\sluận|trả\\slời)(?!\\p{L})|(?:không\\sđủ|thiếu)\\s(?:dữ\\skiện|thông\\stin|dữ\\sliệu)",
  Indonesian:
    "tidak\\s(?:dapat|bisa|mungkin)\\s(?:\\p{L}+\\s)?(?:ditentukan|dihitung|diketahui|dijawab|menentukan|menghitung|mengetahui)|mustahil\\s(?:untuk\\s)?(?:menentukan|menghitung|mengetahui)" +
    "|(?:informasi|data)\\p{L}*\\s(?:\\p{L}+\\s){0,2}(?:tidak|kurang|belum)\\s(?:cukup|mencukupi|memadai)",
  Chinese:
    "(?:无法|無法|不能|没法|沒法|难以|難以)(?:唯一|准确|準確|直接)?地?(?:确定|確定|得出|得知|计算|計算|算出|求出|求得|知道|判断|判斷|回答)|(?:不可能|没有办法|沒有辦法)(?:知道|确定|確定|求出|算出)|(?:信息|条件|数据|數據|資訊|條件)(?:不足|不够|不夠)",
  Japanese:
    "(?:求め|決め|定め|特定でき|計算でき|答え)られ?(?:ない|ません)|(?:計算|特定|決定|確定|算出)は?(?:でき(?:ない|ません)|不可能)|(?:求める|決める|特定する|計算する|知る|定める|答える)ことは?が?(?:でき(?:ない|ません)|不可能)|[わ分]か(?:らない|りません)|(?:情報|条件|データ)[がは](?:足り|不足|不十分)",
  Korean:
    "(?:알|구할|정할|결정할|계산할|확정할|판단할|알아낼)\\s?수[가는]?\\s?없|(?:정보|조건|자료)[이가은는]?\\s?(?:부족|충분하지)",
  Arabic:
    "لا\\s(?:يمكن|يمكننا|يمكنني|نستطيع|أستطيع)\\s(?:\\p{L}+\\s){0,2}?(?:تحديد|حساب|معرفة|تعيين|القول|الإجابة|نحدد|نحسب|نعرف)|المستحيل\\s(?:تحديد|حساب|معرفة)|المعلومات\\s(?:\\p{L}+\\s)?(?:غير\\sكافية|لا\\sتكفي)",
  Hindi:
    "(?:ज्ञात|निर्धारित|पता|तय|मालूम)\\s(?:नहीं\\s(?:की|किया|किए|हो|लगाया|कर)\\s|(?:करना|लगाना)\\s(?:संभव\\sनहीं|असंभव))|(?:बताना|कहना|निकालना)\\s(?:संभव\\sनहीं|असंभव)|नहीं\\s(?:बताया|बताई|निकाला|निकाली)\\sजा\\sसक|नहीं\\s(?:बता|निकाल)\\sसक|(?:जानकारी|सूचना)\\s(?:पर्याप्त\\sनहीं|अपर्याप्त|अधूरी)",
};

/** In any of them. */
export const CANNOT_BE_FOUND = new RegExp(
  Object.values(CANNOT)
    .map((source) => `(?:${source})`)
    .join("|"),
  "iu",
);

/** What every sentence has that says so. */
export const MAY_NOT_BE_FOUND =
  /cannot|can't|can not|can never|could|more (?:inf|data|det)|determinable|no answer|impossib|not possible|no way|unable|not able|no one|nobody|enough|sufficien|insuff|too little|unknown|undeterm|nicht|no (?:se|pued|pod|es|hay|ten)|n[ãa]o |ne p|n'est|pas |imposs|non (?:si|pu|pos|è|c|s)|niet|onmogelijk|imposib|weinig|nie |niemo|mało|brak|нельзя|невозможно|не [мпух]|недост|мало|nama|neme|nem[iı]y|nam[iı]y|yiz|yız|yoruz|mümkün|imk|yeter|không|thiếu|tidak|mustahil|kurang|belum|[无無不没沒难難]|ません|ない|不|足り|없|부족|충분|لا |المستحيل|المعلومات|नहीं|असंभव|अपर्याप्त|अधूरी|son insuf|bast/i;
