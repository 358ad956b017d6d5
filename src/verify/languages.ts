// The words by which an answer is given, one row a language: what names the answer, what joins it to the value, what
// opens an explanation behind it. Which row a text is read by follows from its answer phrase, its script, or its words.

export interface Language {
  name: string;
  /** Letters that only a text in this language has; none where the script is Latin. */
  script?: RegExp;
  /** What names the answer ("the final answer"), adjectives with it. Sources of regular expressions here and below. */
  noun: string;
  /** What is in every text in which the noun is: found before anything else is sought. */
  stem: string;
  /** What joins it to the value behind it ("is"); a colon or an equals sign always does. */
  link: string;
  /** The value may follow the noun with nothing between ("Cevap 7"). */
  bare?: boolean;
  /** Joins a value that stands before it ("7 is the answer"). */
  behind?: string;
  /** Denies what follows, and what comes behind a denial and is meant instead ("not 9 but 7"). */
  not: string;
  but?: string;
  /** Opens a conclusion within a sentence ("so"). */
  so: string;
  /** Opens an explanation, a reason, a circumstance or a relative clause. */
  explains: string;
  /** Ends an explanation that stands before what it explains ("…ので、"). */
  explained?: string;
  /** Opens a circumstance ("in 3 baskets"). */
  within?: string;
  /** Frequent words, to know a text in Latin letters by. */
  words?: string;
  /** A comma marks decimals, a point thousands. */
  decimalComma?: boolean;
  /** Heads a check of the answer ("Verification"), and the next problem, and a problem by itself ("Question"). */
  checks: string;
  next: string;
  problem?: string;
  /** Opens a sentence that gives the reason of the one before it ("Indeed,", "Denn "), and says that something was so before. */
  because: string;
  earlier: string;
  /** Behind a value and a few words: it is how far something is from something else ("2 more than"), a rate ("a week"). */
  compares?: string;
  rate?: string;
  /** Letters that of the languages in Latin script it has alone. */
  letters?: string;
  /** Words are not parted by spaces. */
  unspaced?: boolean;
}

export const ENGLISH: Language = {
  name: "English",
  stem: "answer|result|final|option|choice|\\bans\\b|(?:^|\\n)\\s{0,4}a\\s?:",
  not: "not|isn't|never|cannot be|neither",
  but: "but|rather|instead",
  so: "so|thus|therefore|hence|consequently|which means|this means|meaning|giving|(?<!\\band )then",
  noun: "(?:answers?|option|choice|ans)|(?<=(?:^|\\n)\\W{0,4})(?:result|final)(?=[*_]{0,2}\\s?:)|(?<=(?:^|\\n)\\s{0,4})a(?=\\s?:(?!\\w{1,3}\\s?=))",
  link: "(?:therefore\\s+|thus\\s+|then\\s+|also\\s+|simply\\s+)?(?:is|are|was|were|equals|will be|would be|should be|must be|comes (?:out )?to(?: be)?|becomes|works out to|(?<=(?:correct|final|right|total)\\s+answer\\s+)of(?=\\s*[\\d$\\\\])|(?<=\\bans)\\.(?=\\s*[\\d$\\\\])|(?<=answer\\s)-(?=\\s[\\d$\\\\]))",
  behind:
    "(?:is|are|was|would be|must be)\\s+(?:the|my|our)\\s+(?:(?:final|correct|right)\\s+){0,2}(?:answer|result|solution)",
  explains:
    "because|since|i\\.e\\.|e\\.g\\.|that is|namely|in other words|or equivalently|as (?:he|she|it|they|we|there|the|this|that|you|i|each|one|both|all|every|[A-Z]\\w+ (?:has|had|ate|sold|gave|bought|is|was))|which|who|whom|whose|where|when|whenever|while|after|before|until|unless|although|though|even if|if|given|assuming|considering|so that|in order to|due to|thanks to|owing to|based on|according to|using|obtained|calculated|computed|found by|by (?:adding|subtracting|multiplying|dividing|taking|using|\\w+ing)|instead of|rather than|compared (?:to|with)|despite|except|to (?!(?:the|a|an|about|approximately|exactly|nearly|over|be|his|her|their|its|each|every|find|get|this|that)\\b)[a-z]{2,}",
  words:
    "the is are of and has have so in to for was were she he they it each left now there will need therefore thus",
  checks: "(?:(?:quick|sanity|double|final|a)[- ]?){0,3}(?:check(?:ing)?|verification|verifying)",
  next: "(?:next|another|new) (?:problem|question|exercise|task)",
  because:
    "indeed,|because (?!.*,)|the reason is|(?:(?:let'?s|let us|we can|i|we) (?:now )?|to )(?:double[- ]?)?(?:check|verify)\\b|(?:i|we) (?:found|got|obtained|checked|tried) (?:this|these|it|them|that)\\b",
  earlier: "before|originally|original|initially|at first|at the (?:start|beginning)|previously",
  compares:
    "(?:more|less|fewer|higher|lower|older|younger|longer|shorter|larger|smaller|greater) than|(?:minutes?|hours?|days?|weeks?|months?|years?) (?:after|before|later|earlier)",
  rate: "(?:a|per|each|every) (?:second|minute|hour|day|night|week|month|year|person|child|piece|one)",
};

export const LANGUAGES: readonly Language[] = [
  ENGLISH,
  {
    name: "Chinese",
    stem: "答|结果|結果|故选|应选|應選",
    not: "不是|并非|並非|不等于",
    but: "而是",
    so: "最终|最後|总之|綜上|综上|所以|因此|故而|从而|從而|于是|於是|那么|那麼",
    script: /\p{Script=Han}/u,
    noun: "(?:最终|最後|最后|最終|正确|正確)?(?:的)?(?:答案|答案选|故选|应选|應選|结果|結果)|(?<=^|\\n|[.,;!?\\s])答",
    link: "(?:就|应该?|應該?|将)?(?:是|为|為|等于|等於|选|選)",
    behind: "(?:就)?(?:是|为|為)(?:我们的|我們的)?(?:最终|正确|最終|正確)?(?:的)?答案",
    explains:
      "这?是?因[为為]|因(?![此而数數子式])|由[于於]|其中|也就是|即|毕竟|畢竟|既然|原因|之所以|而不是|而非|其余|其餘",
    explained: "(?:之后|之後|以后|以後),?|(?:后|後|时|時),",
    unspaced: true,
    checks: "检验|檢驗|验证|驗證|验算|驗算|检查",
    next: "下一?[题題道](?:题|題目?)?|下一个问题",
    problem: "问题|問題|题目|題目|[例习]题",
    because: "这?是?因[为為](?!.*(?:所以|因此|故|,))|事实上|验[算证]|检验|代入",
    earlier: "原来|原來|原价|起初|最初|打折前|本来|一开始",
    compares: "(?:多|少|更)",
  },
  {
    name: "Japanese",
    stem: "答|正解",
    not: "ではなく|ではない|じゃない",
    so: "結局|以上より|したがって|よって|だから|ゆえに|つまり|従って",
    script: /[\p{Script=Hiragana}\p{Script=Katakana}]/u,
    noun: "(?:最終的な|正しい)?(?:答え|解答|正解|回答|答)",
    link: "は|が",
    behind: "(?:が|は)(?:正しい|最終的な)?(?:答え|正解|解答)",
    explains: "なぜなら|というのも|理由は|ただし|のうち|そのうち|なお",
    explained: "(?:ので|ため|から|ために|たら|て|と|ば)[,、]",
    unspaced: true,
    checks: "検算|確認|確かめ|検証",
    next: "次の(?:問題|問|質問)",
    problem: "問題|質問|問",
    because: "なぜなら|実際|検算|(?=.*(?:からです|からである|からだ|ためです|ためである)\\W*$)",
    earlier: "もともと|元の|最初|はじめ|初め|割引前",
  },
  {
    name: "Korean",
    stem: "답",
    not: "아니라|아닌|아니다|아닙니다",
    so: "결국|결과적으로|따라서|그러므로|그래서|즉",
    script: /\p{Script=Hangul}/u,
    noun: "(?:최종\\s*|올바른\\s*)?(?:정답|해답|답안|답)",
    link: "은|는|이|가",
    behind: "(?:이|가|은|는)\\s*(?:최종\\s*)?(?:정답|답|해답)",
    explains: "왜냐하면|왜냐면|그 이유는|이유는|이는|그중|그 중",
    explained: "(?:때문에|므로|으니|니까|어서|아서|해서|서|후에?|뒤에?|면),?\\s",
    checks: "검산|확인|검증",
    next: "다음\\s*(?:문제|질문)",
    problem: "문제|질문",
    because: "왜냐하면|왜냐면|실제로|검산|(?=.*때문(?:입니다|이다|이에요|이죠)\\W*$)",
    earlier: "처음에?|원래|할인을?\\s*받기\\s*전|이전|전\\s*가격",
  },
  {
    name: "Spanish",
    stem: "respuesta|soluci|resultado",
    within: "en|de|por|para|con|cada|entre|durante|desde|sobre|a",
    not: "no",
    but: "sino",
    so: "finalmente|en conclusi[óo]n|as[íi] que|por (?:lo )?tanto|entonces|por eso|luego",
    noun: "(?:respuesta|(?:soluci[óo]n|resultado)(?=(?:\\s+final)?\\s+es\\b))(?:\\s+(?:final|correcta|exacta)){0,2}",
    link: "(?:es|ser[íi]a|ser[áa]|son)",
    behind: "es\\s+la\\s+(?:respuesta|soluci[óo]n)",
    explains:
      "porque|es decir|o sea|ya que|puesto que|dado que|pues|debido a|despu[ée]s de|tras|cuando|mientras|donde|que|quien(?:es)?|si|para que|en lugar de|de los cuales|de las cuales|antes de|gracias a",
    words:
      "entonces luego tanto el la los las de en es tiene hay por para un una con que cada le quedan son del y se",
    decimalComma: true,
    checks: "(?:comprobaci[óo]n|verificaci[óo]n|comprobamos|prueba)",
    next: "(?:siguiente|pr[óo]xim[oa]|otr[oa]) (?:problema|pregunta|ejercicio)|(?:problema|pregunta|ejercicio) siguiente",
    problem: "pregunta|problema|ejercicio",
    because:
      "porque (?!.*,)|pues |en efecto|ya que (?!.*,)|esto se debe|comprobamos|verificamos|efectivamente",
    earlier: "antes|original(?:mente)?|al principio|inicialmente|al inicio",
    compares: "(?:m[áa]s|menos|mayor|menor) que",
    rate: "(?:por|al|a la|cada) (?:segundo|minuto|hora|d[íi]a|semana|mes|año|persona)",
    letters: "ñ¿¡",
  },
  {
    name: "Portuguese",
    stem: "resposta|solu[çc]|resultado",
    within: "em|de|por|para|com|cada|entre|durante|desde|sobre|a|n[oa]s?|d[oa]s?",
    not: "n[ãa]o",
    but: "mas(?: sim)?|e sim",
    so: "finalmente|em conclus[ãa]o|portanto|ent[ãa]o|logo|por isso|assim",
    noun: "(?:resposta|(?:solu[çc][ãa]o|resultado)(?=(?:\\s+final)?\\s+[ée]\\s))(?:\\s+(?:final|correta|certa|exata)){0,2}",
    link: "(?:é|eh|seria|será|são)",
    behind: "é\\s+a\\s+(?:resposta|solução)",
    explains:
      "porque|ou seja|isto é|j[áa] que|pois|visto que|uma vez que|dado que|devido a|depois d[eao]|ap[óo]s|quando|enquanto|onde|que|quem|se|para que|em vez de|dos quais|das quais|antes de|graças a",
    words:
      "portanto logo então assim o a os as de em é tem há por para um uma com que cada lhe ficam são do da no na e se ele ela",
    decimalComma: true,
    checks: "(?:verifica[çc][ãa]o|confer[êe]ncia|conferindo|verificando|prova real)",
    next: "pr[óo]xim[ao] (?:pergunta|quest[ãa]o|problema|exerc[íi]cio)|outr[ao] (?:pergunta|quest[ãa]o|problema)",
    problem: "pergunta|quest[ãa]o|problema|exerc[íi]cio",
    because: "porque (?!.*,)|pois |de fato|com efeito|isso (?:se deve|porque)|verificamos|conferindo",
    earlier: "antes|original(?:mente)?|no in[íi]cio|inicialmente|a princ[íi]pio",
    compares: "(?:mais|menos|maior|menor) (?:do )?que|a (?:mais|menos) (?:do )?que",
    rate: "(?:por|ao|à|a cada|cada) (?:segundo|minuto|hora|dia|semana|m[êe]s|ano|pessoa)",
    letters: "ãõ",
  },
  {
    name: "French",
    stem: "r[ée]ponse|solution|r[ée]sultat",
    within: "en|de|d'|par|pour|avec|chaque|entre|pendant|dans|sur|à|sur|des",
    not: "pas|non",
    but: "mais",
    so: "finalement|au final|en conclusion|donc|ainsi|alors|par cons[ée]quent",
    noun: "(?:r[ée]ponse|(?:solution|r[ée]sultat)(?=(?:\\s+final)?\\s+est\\s))(?:\\s+(?:finale|correcte|exacte)){0,2}",
    link: "(?:est|serait|sera|sont)",
    behind: "est\\s+la\\s+(?:bonne\\s+)?(?:r[ée]ponse|solution)",
    explains:
      "parce qu(?:e|')|car|puisqu(?:e|')|[ée]tant donn[ée]|vu qu(?:e|')|comme|apr[èe]s|lorsqu(?:e|')|quand|pendant qu(?:e|')|tandis qu(?:e|')|qui|qu(?:e|')|dont|o[ùu]|si|soit(?=\\s\\d)|c'est-à-dire|autrement dit|on v[ée]rifie|afin d[e']|pour qu(?:e|')|au lieu d[e']|avant d[e']|grâce à|en raison d[e']",
    words:
      "alors ainsi à elles ils après minutes heures que on nous bien soit car est obtient nombre le la les des du de est a ont il elle un une en pour avec par reste donc et se au aux ce sont",
    decimalComma: true,
    checks: "v[ée]rif(?:ication|ions)|contr[ôo]le",
    next: "(?:(?:question|probl[èe]me|exercice) suivante?|(?:prochaine?|autre) (?:question|probl[èe]me|exercice))",
    problem: "question|probl[èe]me|exercice|[ée]nonc[ée]",
    because: "car |parce que (?!.*,)|en effet|c'est parce|cela vient|on v[ée]rifie|v[ée]rifions",
    earlier: "avant|à l'origine|initialement|au d[ée]but|initiale?|au d[ée]part",
    compares: "de (?:plus|moins)(?: qu|\\b)|(?:plus|moins) qu[e']",
    rate: "(?:par|chaque|la|l') ?(?:seconde|minute|heure|jour|semaine|mois|an|personne)",
    letters: "œ",
  },
  {
    name: "German",
    stem: "antwort|l(?:ö|oe)sung|ergebnis",
    within: "in|im|für|mit|pro|je|jede[rsmn]?|zwischen|während|von|aus|auf|zu|bei|über|an",
    not: "nicht|kein\\p{L}*",
    but: "sondern",
    so: "letztlich|schließlich|insgesamt|damit|also|daher|deshalb|somit|folglich|demnach",
    noun: "(?:(?:endgültige|richtige|korrekte|finale)\\s+)?(?:antwort|l(?:ö|oe)sung(?=\\s+(?:ist|lautet)\\s|:)|ergebnis|endergebnis)",
    link: "(?:ist|lautet|beträgt|wäre|sind)",
    behind: "ist\\s+(?:die|das)\\s+(?:(?:richtige|korrekte|endgültige)\\s+)?(?:antwort|lösung|ergebnis)",
    explains:
      "nämlich|das hei[ßs]t|das sind|weil|da|denn|nachdem|wobei|während|wenn|falls|damit|aufgrund|wegen|obwohl|bevor|sodass|, (?:die|der|das|den|dem|welche[rsmn]?)|von denen|wovon|statt|anstatt|dank|nach",
    words:
      "daher ist lösung nämlich damit insgesamt beträgt somit werden der die das ist sind hat haben und im in für mit ein eine es er sie also noch von zu nun bleiben",
    decimalComma: true,
    checks: "probe|kontrolle|überprüfung|gegenprobe|nachrechnung",
    next: "(?:n[äa]chste|weitere|neue) (?:aufgabe|frage|[üu]bung)",
    problem: "frage|aufgabe|[üu]bung",
    because: "denn |weil (?!.*,)|das liegt daran|der grund|tats[äa]chlich|in der tat|zur (?:probe|kontrolle)",
    earlier: "vorher|zuvor|urspr[üu]nglich\\p{L}*|anfangs|am anfang|zu beginn|vor dem",
    compares:
      "(?:mehr|weniger|gr[öo]ßer|kleiner|[äa]lter|j[üu]nger|l[äa]nger|k[üu]rzer) als|(?:minuten?|stunden?|tage?|wochen?) (?:nach|vor|sp[äa]ter|fr[üu]her)",
    rate: "(?:pro|je|in der) (?:sekunde|minute|stunde|tag|woche|monat|jahr|person)|am tag",
    letters: "ß",
  },
  {
    name: "Italian",
    stem: "risposta|soluzione|risultato",
    within: "in|di|per|con|ogni|tra|fra|durante|da|su|a|nelle?|nei|dei|delle",
    not: "non",
    but: "ma|bens[ìi]",
    so: "in conclusione|infine|quindi|dunque|perci[òo]|pertanto|allora",
    noun: "(?:risposta|(?:soluzione|risultato)(?=(?:\\s+finale)?\\s+è\\s))(?:\\s+(?:finale|corretta|esatta|giusta)){0,2}",
    link: "(?:è|e'|sarebbe|sarà|sono)",
    behind: "è\\s+la\\s+(?:risposta|soluzione)",
    explains:
      "perch[éeè]|poich[éeè]|cioè|ovvero|vale a dire|siccome|dato che|visto che|in quanto|dopo|quando|mentre|dove|che|cui|se|affinch[éeè]|invece di|prima di|a causa d|grazie a|giacch[éeè]",
    words:
      "dunque pertanto da sono numero prezzo in euro ha il lo la i gli le di è ha hanno per con un una che ogni ci sono del della nel quindi e si in",
    decimalComma: true,
    checks: "verifica|controllo|prova",
    next: "(?:prossim[oa]|altr[oa]) (?:domanda|problema|esercizio)|(?:domanda|problema|esercizio) (?:successiv[oa]|seguente)",
    problem: "domanda|problema|esercizio",
    because: "perch[éeè] (?!.*,)|infatti|poich[éeè] (?!.*,)|ci[òo] [èe] dovuto|verifichiamo",
    earlier: "prima|originari[oa](?:mente)?|all'inizio|inizialmente|iniziale",
    compares: "(?:(?:in|di) )?(?:pi[ùu]|meno) (?:di|che|del\\p{L}*|rispetto)",
    rate: "(?:alla?|al|all'|a|per|ogni|l') ?(?:secondo|minuto|ora|giorno|settimana|mese|anno|persona)",
    letters: "ìù",
  },
  {
    name: "Russian",
    stem: "ответ",
    within: "в|во|на|за|с|со|для|по|из|от|до|между|каждые|каждый|через|у",
    not: "не",
    but: "а",
    so: "в итоге|поэтому|значит|следовательно|итак|тогда",
    script: /\p{Script=Cyrillic}/u,
    noun: "(?:(?:правильный|окончательный|итоговый|верный)\\s+)?ответ(?:ом)?",
    link: "(?:-|будет|равен|является|составляет|это)",
    bare: true,
    behind: "(?:-\\s*)?(?:это|и есть)\\s+(?:правильный\\s+|окончательный\\s+)?ответ",
    explains:
      "потому что|так как|то есть|поскольку|ибо|ведь|после|когда|пока|котор\\p{L}+|из-за|чтобы|если|где|из них|из которых|вместо|благодаря|до того|хотя",
    decimalComma: true,
    checks: "проверка|проверим|проверяем",
    next: "следующ\\p{L}+ (?:задача|вопрос|задание)|следующий",
    problem: "вопрос|задача|задание",
    because: "потому что |ведь |так как (?!.*,)|действительно|это потому|проверим",
    earlier: "сначала|первоначальн\\p{L}+|изначально|до этого|раньше|прежде",
    compares: "(?:больше|меньше|старше|младше|дороже|дешевле|длиннее|короче|раньше|позже)",
    rate: "(?:в|за) (?:секунду|минуту|час|день|неделю|месяц|год)",
  },
  {
    name: "Arabic",
    stem: "جواب|إجابة|اجابة|الحل",
    not: "ليس\\p{L}*|لا",
    but: "بل",
    so: "لذلك|إذن|إذا|وبالتالي|لذا",
    script: /\p{Script=Arabic}/u,
    noun: "(?:الإجابة|الاجابة|الجواب|جواب|الحل)(?:\\s+(?:النهائية|النهائي|الصحيحة|الصحيح))*",
    link: "(?:هي|هو|تساوي|يساوي)",
    bare: true,
    behind: "(?:هو|هي)\\s+(?:الجواب|الإجابة|الاجابة)",
    explains: "لأن\\p{L}*|لان\\p{L}*|بسبب|حيث|بعد|إذ|التي|الذي|عندما|منها|بدلا|نظرا|نظرًا|قبل|بينما",
    checks: "التحقق|للتحقق|تحقق",
    next: "(?:السؤال|المسألة|سؤال) (?:التالي|التالية|آخر)",
    problem: "السؤال|سؤال|مسألة|المسألة",
    because: "لأن(?!.*,)|وذلك لأن(?!.*,)|والسبب|للتحقق",
    earlier: "في البداية|أصلا|سابقا|قبل",
  },
  {
    name: "Hindi",
    stem: "उत्तर|जवाब",
    not: "नहीं|न",
    but: "बल्कि",
    so: "इसलिए|अतः|तो",
    script: /\p{Script=Devanagari}/u,
    noun: "(?:(?:अंतिम|सही|अन्तिम)\\s+)?(?:उत्तर|जवाब)",
    link: "(?:है|होगा|हैं)",
    bare: true,
    explains: "क्योंकि|चूंकि|चूँकि|कारण|जब|जिसमें|जिनमें|जो|बाद|यदि|अगर|ताकि|बजाय",
    checks: "जाँच|जांच|सत्यापन",
    next: "अगला (?:प्रश्न|सवाल)",
    problem: "प्रश्न|सवाल",
    because: "क्योंकि |चूँकि (?!.*,)|वास्तव में|जाँच",
    earlier: "पहले|शुरू में|मूल",
  },
  {
    name: "Turkish",
    stem: "cevap|cevab|yan[ıi]t|sonuç",
    within: "her",
    not: "de[ğg]il",
    so: "sonuç olarak|buna göre|bu y[üu]zden|dolay[ıi]s[ıi]yla|o halde|yani|böylece",
    noun: "(?:(?:doğru|nihai|son|kesin)\\s+)?(?:cevap|cevab[ıi](?:m[ıi]z)?|yan[ıi]t|sonuç)",
    link: "(?:olarak|ise)",
    bare: true,
    behind: "(?:doğru\\s+)?(?:cevapt[ıi]r|yan[ıi]tt[ıi]r)",
    explains: "çünkü|zira|nedeniyle|yüzünden|sonra|olduğu için|olduğundan|iken|eğer|bunun|bunlardan",
    words:
      "yani böylece sayı çünkü olur ise değil buna göre ve ve bir bu için ile toplam olarak var vardır kaldı elma her de da daha",
    decimalComma: true,
    checks: "sa[ğg]lama|kontrol|do[ğg]rulama",
    next: "(?:sonraki|s[ıi]radaki|di[ğg]er|yeni) (?:soru|problem)",
    problem: "soru|problem",
    because: "çünkü |zira |nitekim|bunun nedeni|ger[çc]ekten de",
    earlier: "ba[şs]lang[ıi][çc]ta|[öo]nce|ilk ba[şs]ta|indirimden [öo]nce",
    compares: "(?:fazla|az|b[üu]y[üu]k|k[üu][çc][üu]k|eksik)(?:d[ıi]r|l[ıi]k)?",
    letters: "ğışİ",
  },
  {
    name: "Vietnamese",
    stem: "đáp|trả\\s+lời|kết\\s+quả",
    within: "trong|với|cho|mỗi|từ|giữa|trên|của|ở",
    not: "không phải|không",
    but: "mà",
    so: "vì vậy|do đó|nên|vậy|suy ra",
    noun: "(?:đáp\\s+án|đáp\\s+số|câu\\s+trả\\s+lời|kết\\s+quả)(?:\\s+(?:cuối\\s+cùng|đúng|chính\\s+xác)){0,2}",
    link: "(?:là|sẽ là)",
    behind: "là\\s+(?:đáp\\s+án|câu\\s+trả\\s+lời)",
    explains: "vì|bởi vì|bởi|do|tại vì|sau khi|khi|mà|trong đó|nếu|để|thay vì|trước khi|nhờ",
    words: "là có của và cho được trong một các còn lại vậy số không",
    decimalComma: true,
    checks: "ki[ểe]m tra|th[ửu] l[ạa]i",
    next: "(?:câu|bài)(?: toán| hỏi)? (?:tiếp theo|kế tiếp|sau)",
    problem: "câu hỏi|bài toán|bài",
    because: "(?:vì|bởi vì|do) (?!.*(?:,|nên))|thật vậy",
    earlier: "ban đầu|lúc đầu|trước đó|trước khi",
    compares: "(?:nhiều|ít|lớn|nhỏ) hơn",
    letters: "ơưđạảậấộợệ",
  },
  {
    name: "Indonesian",
    stem: "jawaban|hasil",
    within: "dalam|dengan|untuk|setiap|dari|antara|selama|pada|di|ke",
    not: "bukan|tidak",
    but: "melainkan|tetapi",
    so: "akhirnya|jadi|maka|oleh karena itu|dengan demikian",
    noun: "(?:jawaban|jawabannya|hasil|hasilnya)(?:\\s+(?:akhir|akhirnya|yang\\s+benar|benar)){0,2}",
    link: "(?:adalah|ialah|yaitu|yakni)",
    behind: "adalah\\s+(?:jawaban|jawabannya)",
    explains:
      "karena|sebab|yaitu|yakni|setelah|ketika|saat|yang|di mana|jika|agar|sehingga|daripada|sebelum|dari jumlah itu|dengan",
    words: "maka dan di yang adalah untuk dengan ada dari ini itu memiliki total jadi tersisa",
    decimalComma: true,
    checks: "pemeriksaan|periksa|verifikasi|bukti|cek",
    next: "(?:soal|pertanyaan)(?:nya)? (?:berikutnya|selanjutnya|lain)",
    problem: "soal|pertanyaan",
    because: "(?:karena|sebab) (?!.*,)|memang|hal ini karena|ini karena",
    earlier: "awalnya|semula|mula-mula|sebelumnya|sebelum",
    compares: "(?:lebih|kurang)",
  },
  {
    name: "Polish",
    stem: "odpowied|wynik",
    within: "w|we|na|za|z|ze|dla|po|od|do|między|każd\\p{L}+|przez|przy",
    not: "nie",
    but: "lecz|ale|tylko",
    so: "ostatecznie|więc|zatem|czyli|dlatego",
    noun: "(?:(?:ostateczna|poprawna|prawidłowa|końcowa)\\s+)?(?:odpowied[źz](?:i[ąa])?|wynik)",
    link: "(?:-|to|jest|wynosi|brzmi)(?:\\s+to)?",
    bare: true,
    behind: "(?:-\\s*)?to\\s+(?:poprawna\\s+|prawidłowa\\s+)?odpowiedź",
    explains:
      "poniewa[żz]|bo|to znaczy|gdy[żz]|bowiem|jako [żz]e|po tym|po|gdy|kiedy|kt[óo]r\\p{L}+|z czego|je[śs]li|aby|zamiast|zanim|dzi[ęe]ki",
    words:
      "zatem ostatecznie ponieważ pole wynosi liczba które i w na z jest są ma mają się to dla że nie do za więc zostało razem",
    decimalComma: true,
    checks: "sprawdzenie|sprawdzamy|kontrola",
    next: "(?:nast[ęe]pne|kolejne|inne) (?:zadanie|pytanie)",
    problem: "pytanie|zadanie",
    because: "bo |ponieważ (?!.*,)|gdyż |rzeczywiście|istotnie|sprawdzamy",
    earlier: "wcześniej|pierwotnie|na początku|początkowo|przed",
    compares: "(?:więcej|mniej|starsz\\p{L}+|młodsz\\p{L}+|dłuż\\p{L}+|krótsz\\p{L}+) (?:niż|od)",
    letters: "łąęśźżćń",
  },
  {
    name: "Dutch",
    stem: "antwoord|oplossing|resultaat",
    within: "in|voor|met|per|elke?|iedere?|tussen|tijdens|van|uit|op|bij|over|aan",
    not: "niet|geen",
    but: "maar",
    so: "uiteindelijk|dus|daarom|derhalve",
    noun: "(?:(?:juiste|uiteindelijke|correcte|definitieve)\\s+)?(?:antwoord|eindantwoord|oplossing(?=\\s+is\\s)|resultaat)",
    link: "(?:is|luidt|bedraagt|zijn)",
    behind: "is\\s+het\\s+(?:juiste\\s+)?(?:antwoord|resultaat)",
    explains:
      "omdat|want|oftewel|namelijk|dat wil zeggen|aangezien|doordat|nadat|terwijl|toen|wanneer|waarvan|waarbij|die|dat|als|zodat|in plaats van|voordat|dankzij|na",
    words:
      "daarom uur komt aantal getal bedraagt de het een en is zijn heeft hebben van voor met er in op dus nog over te hij ze",
    decimalComma: true,
    checks: "controle|proef|verificatie|check",
    next: "(?:volgende|andere|nieuwe) (?:vraag|opgave|opdracht)",
    problem: "vraag|opgave|opdracht",
    because: "want |omdat (?!.*,)|dat komt|inderdaad|ter controle",
    earlier: "eerst|oorspronkelijk\\p{L}*|aanvankelijk|in het begin|daarvoor|voor de",
    compares:
      "(?:meer|minder|groter|kleiner|ouder|jonger|langer|korter) dan|(?:minuten|minuut|uur|uren|dagen) (?:na|voor|later|eerder)",
    rate: "(?:per|elke) (?:seconde|minuut|uur|dag|week|maand|jaar|persoon)",
  },
];
