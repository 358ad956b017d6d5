// Words by which a sentence names a number and does not state it, in the languages of the table; "#" is the number. What they
// are used for is in beside/unaffirmed.ts.

const any = (...sources: string[]) => new RegExp(sources.join("|"), "iu");
const raw = String.raw;

const ANSWER =
  "(?:answer|solution|result|antwort|lösung|ergebnis|réponse|résultat|respuesta|solución|resultado|resposta|solução|risposta|soluzione|risultato|antwoord|oplossing|odpowied[źz]\\p{L}*|rozwiązanie|wynik\\p{L}*|ответ\\p{L}*|решени\\p{L}+|cevap|cevab\\p{L}*|çözüm\\p{L}*|đáp án|lời giải|kết quả|jawaban\\p{L}*|penyelesaian|答案|解答|答え|结果|정답|답|풀이|الجواب|الإجابة|الحل|جواب|उत्तर|हल)";

/** "It is wrong that the answer is 17": before the number, or behind it. */
export const WRONG_THAT = any(
  raw`(?<!\p{L})(?:(?:wrong|false|incorrect|untrue|not\s(?:true|right|correct))\s(?:that|to\ssay)|(?:falsch|nicht\s(?:wahr|richtig)),?\sdass|(?:faux|incorrect|pas vrai)\s(?:que|de dire)|(?:falso|incorrecto|mentira|no es (?:cierto|verdad))\sque|(?:falso|errado|incorreto|mentira)\sque|(?:falso|sbagliato|non è vero)\sche|(?:fout|onjuist|onwaar|niet waar)\sdat|(?:nieprawd[aą]|błąd|nie jest prawdą),?\s(?:jest\s)?że|(?:неверно|неправильно|неправда),?\sчто|sai\s(?:rằng|khi|là)|(?:salah|tidak benar)\s(?:bahwa|kalau|jika)|(?:ال)?(?:خطأ|غير صحيح|ليس صحيحًا)\sأن|من\sالخطأ\sأن|(?:गलत|सही नहीं)\sहै\sकि)[^.;!?]{0,60}#`,
  raw`(?:说|說)[^。；！？]{0,16}#[^。；！？]{0,6}(?:是错|是錯|不对|不正确)|#[^。！？]{0,8}(?:という|と言う)[^。！？]{0,8}(?:間違|誤|正しくな)|#[^.!?]{0,4}(?:라는|라고)[^.!?]{0,14}(?:틀|잘못|옳지)|#\s(?:olduğu|demek)[^.!?]{0,20}(?:yanlış|doğru değil)`,
);

/** "The most common wrong answer is 17", "Your answer 17 is wrong", "17 is not right". */
export const WRONG_ANSWER = any(
  raw`(?<!\p{L})(?:(?:wrong|false|incorrect|mistaken)\s(?:answer|solution|result)|(?:falsche\p{L}?|verkehrte\p{L}?)\s(?:antwort|lösung|ergebnis)|(?:mauvaises?|fausses?)\sréponse|réponses?\s(?:fausse|erronée|incorrecte)|respuestas?\s(?:incorrecta|equivocada|errónea|falsa)|respostas?\s(?:errada|incorreta|falsa)|rispost[ae]\s(?:sbagliat|errat|scorrett)|(?:foute?|verkeerde?|onjuiste?)\santwoord|(?:błędn\p{L}+|zł\p{L}{1,3}|niepoprawn\p{L}+)\sodpowied|(?:неверн|неправильн|ошибочн)\p{L}+\sответ|yanlış\scevap|(?:đáp án|câu trả lời)\ssai|jawaban\s(?:yang\s)?salah|(?:إجابة|جواب|إجابات)\s(?:خاطئ|خطأ)|(?:الإجابة|الجواب)\s(?:الخاطئ|الخطأ)|गलत\sउत्तर)|(?:错误|錯誤|错|錯)的?答案|(?:間違った|誤った|間違いの|誤りの)(?:答|解)|誤答|(?:틀린|잘못된)\s?(?:정?답|대답)|오답|(?:(?:خاطئة|خاطئ)\sشيوع)`,
  raw`#["'»”)]{0,2}\s(?:(?:is|was|ist|war|est|était|es|era|é|è|jest|to|—|-|là)\s)?(?:clearly\s|simply\s)?(?:wrong|incorrect|not\s(?:right|correct)|falsch|nicht\s(?:richtig|korrekt)|fau(?:x|sse)|erronée?|pas\s(?:juste|correcte?)|incorrect[oa]|equivocad[oa]|errad[oa]|incorret[oa]|sbagliat[oa]|errat[oa]|fout|onjuist|niet\s(?:goed|juist|correct)|błędn\p{L}|nie jest (?:poprawn|prawidłow)\p{L}|неверен|неверна|неверно|неправил\p{L}+|yanlış|doğru değil|sai|không đúng|salah|tidak benar|خاطئة?|خطأ|غير صحيحة?|गलत|सही नहीं)(?!\p{L})`,
  raw`#(?:は|が)(?:間違|誤|正しくな|正解ではな)|#(?:是)?(?:错|錯)(?:误|誤)?的|#不(?:对|對|正确)|#[은는이가]\s?(?:틀|정답이 아니|맞지 않)`,
);

/** "17 cannot be the answer" */
export const CANNOT_BE = any(
  raw`#\s(?:can(?:not|'t| not)|could\s?n(?:o|')t)\sbe(?:\s(?:the|right|correct|it|true|possible)|[,.]|$)|#\skann\s(?:nicht\s(?:die|das|der|stimmen|richtig|sein)|(?:\p{L}+\s){0,2}nicht\ssein)|#\sne\speut\spas\sêtre|#\sno\spuede\sser|#\snão\spode\sser|#\snon\spuò\sessere|#\skan\s(?:\p{L}+\s){0,2}niet|#\snie\smoże\s(?:być|to)|#\sне\sможет\sбыть|#\s(?:\p{L}+\s)?olamaz|#\skhông\sthể\slà|#\stidak\smungkin|#\sبحال|#\s(?:\p{L}+\s)?नहीं\sहो\sसक`,
  raw`(?:不可能是|不会是|不會是)\s?#|#[^。！？]{0,8}(?:あり得|ありえ|であるはずが|のはずが)な|#[^.!?]{0,8}(?:될|일)\s수\s없|لا\sيمكن\sأن\sيكون\s(?:\p{L}+\s)?#`,
);

/** "No idea, but somebody shouted 17", "I cannot solve this one; a similar one has 17". */
export const NO_IDEA = any(
  raw`(?<!\p{L})(?:no\sidea|i\s(?:do\snot|don't)\s(?:really\s)?know|i\s(?:cannot|can't)\s(?:solve|answer)|keine\sahnung|weiß\s(?:ich\s)?(?:es\s|die\santwort\s)?(?:leider\s)?nicht|(?:kenne|weiß)\sdie\santwort\s(?:leider\s)?nicht|kann\s(?:ich\s)?[^.;,]{0,20}\snicht\s(?:lösen|beantworten)|aucune\sidée|ne\s(?:la\s)?(?:sais|connais)\spas|ne\s(?:peux|sais|parviens)\s(?:pas\s)?(?:pas\s|à\s)?(?:résoudre|répondre)|ni\sidea|no\s(?:lo\s|la\s)?sé(?!\p{L})|no\s(?:puedo|sé)\s(?:resolver|responder|contestar)|não\s(?:faço\sideia|sei(?!\p{L})|consigo\s(?:resolver|responder))|nessuna\sidea|non\s(?:lo\s|la\s)?so(?!\p{L})|non\s(?:riesco\sa|posso)\s(?:risolvere|rispondere)|geen\sidee|weet\s(?:ik\s)?(?:het\s|het\santwoord\s)?niet|ken\shet\santwoord\sniet|kan\s[^.;,]{0,20}\sniet\s(?:oplossen|beantwoorden)|nie\s(?:wiem|znam\sodpowiedzi|mam\spojęcia)|nie\s(?:umiem|potrafię)\s|(?:понятия\sне\sимею|я\sне\sзнаю|не\sзнаю\sответа?|не\sмогу\s(?:решить|ответить))|bilmiyorum|fikrim\syok|(?:çöze|cevaplaya)m(?:iyorum|ıyorum)|không\sbiết\s(?:đáp|câu|kết|\p{L}{0,4}[,;.])|tôi\skhông\sbiết|không\s(?:giải|trả\slời)\sđược|(?:saya\s)?tidak\s(?:tahu|bisa\s(?:menyelesaikan|menjawab))|entahlah)|我?不知道|没有头绪|(?:解不出|不会做|无法回答|答不出)|(?:わかりません|分かりません|わからない|知りません|解けません|解けない)|(?:모르겠|몰라|풀\s수\s없|못\s풀|풀지\s못)|لا\s(?:أعرف|أعلم|أدري|أستطيع)|(?:नहीं\s(?:पता|जानता|जानती|मालूम)|(?:पता|मालूम)\sनहीं|नहीं\sकर\sसक)`,
);

/** "My answer was 17 until I noticed a mistake." */
export const UNTIL_MISTAKE = any(
  raw`#[^.;!?]{0,12}\s(?:until|till|bis|jusqu'|hasta|até|finché|fino|totdat|tot|dopóki|aż|пока|cho đến|sampai|حتى)[^.!?]{0,60}(?:mistake|error|slip|fehler|erreur|errore|erro|fout|błąd|błęd|ошибк|lỗi|sai|kesalahan|خطأ)`,
  raw`(?:hata\p{L}*|错误|錯誤|間違い|ミス|실수|오류|गलती)[^.。!?]{0,30}(?:kadar|之前|前|まで|전까지|때까지|तक)[^.。!?]{0,20}#`,
  raw`#[^.。!?]{0,30}(?:直到|まで|때까지)[^.。!?]{0,30}(?:错误|間違い|실수)`,
);

/** "Anyone who gets 17 has forgotten the first page." */
export const WHO_GETS = any(
  raw`(?<!\p{L})(?:anyone|anybody|whoever|those\swho|if\syou\sg[eo]t|wer|jeder,\sder|quiconque|ceux\squi|celui\squi|quien(?:es)?|el\sque|los\sque|quem|chi|wie|iedereen\sdie|kto|każdy,\skto|кто|тот,\sкто|ai|người\snào|siapa|orang\syang|من|जो|जिस\p{L}*)\s[^.;!?]{0,20}#[^.;!?]{0,60}(?:forg[eo]t|mistake|wrong|vergessen|fehler|oubli|erreur|olvid|error|esquec|erro|dimentic|errore|vergeten|fout|zapomn|błąd|забы|ошиб|quên|sai|lupa|salah|نسي|أخط|भूल|गलती)`,
  raw`#[^。.!?]{0,12}(?:的人|人は|사람은|bulan(?:lar)?|çıkan)[^。.!?]{0,30}(?:忘|漏|错|잊|빠뜨|틀|unut|hata)`,
);

/** "Round the answer to 2 decimal places." */
export const ROUNDING = any(
  raw`(?<!\p{L})(?:round|rund|arrondi|redonde|arredond|arrotond|afrond|rond|zaokrągl|округл|yuvarla|làm tròn|bulat|قر[ّ]?ب|पूर्णांक)[^.;!?\d]{0,40}#\s?(?:[\p{L}\p{M}]+\s){0,2}?(?:decimal|place|digit|stelle|nachkomma|dezimal|décimale|chiffre|cifra|casas?|decimal|cijfer|miejsc|знак|цифр|basama|ondalı|chữ|desimal|angka|منزل|منازل|अंक|स्थान|दशमलव)`,
  raw`#\s?[\p{L}']{0,4}\s?(?:ondalık|basamağa|decimali|decimalen)|保留(?:到)?(?:小数)?(?:点后)?#\s?位|(?:小数)?(?:点以下)?(?:第)?#\s?(?:位|桁)(?:まで|に|で|未満)|소수\s?(?:점\s?(?:아래\s)?)?(?:첫째|둘째|셋째|#)\s?자리|#\s?(?:दशमलव|منزلت)`,
);

/** "Half of the answer is 17", "La réponse est divisible par 17": another number than the answer. */
export const OF_ANSWER = any(
  raw`(?<!\p{L})(?:half|twice|double|a third|a quarter|the square|the root|the (?:last|first) digit)\s(?:of\s)?(?:the|my|this)\s(?:answer|result|solution)(?![^.;]{0,20},\s)|(?:hälfte|doppelte|drittel|quadrat|(?:letzte|erste)\sziffer)\s(?:der|des|meiner)\s(?:antwort|lösung|ergebnisses)|(?:moitié|double|tiers|(?:dernier|premier)\schiffre)\s(?:de\sla\sréponse|du\srésultat)|(?:mitad|doble|tercio|últim[oa]\s(?:cifra|dígito))\s(?:de\sla\srespuesta|del\sresultado)|(?:metade|dobro|terço|último\s(?:algarismo|dígito))\s(?:da\sresposta|do\sresultado)|(?:metà|doppio|terzo|ultima\scifra)\s(?:della\srisposta|del\srisultato)|(?:helft|dubbele|laatste\scijfer)\svan\s(?:het|mijn)\s(?:antwoord|resultaat)|(?:połow\p{L}|podwojon\p{L}+|ostatni\p{L}\scyfr\p{L})\s(?:odpowiedzi|wyniku)|(?:половин\p{L}|удвоенн\p{L}+|последн\p{L}+\sцифр\p{L})\s(?:ответа|результата)|(?:cevabın|sonucun)\s(?:yarısı|iki\skatı|son\sbasamağı)|(?:nửa|gấp\sđôi|chữ\ssố\s(?:cuối|tận\scùng))(?:\scùng)?\s(?:của\s)?(?:đáp\sán|kết\squả)|(?:setengah|separuh|dua\skali|(?:angka|digit)\sterakhir)\s(?:dari\s)?(?:jawaban|hasil)|(?:نصف|ضعف|الرقم\sالأخير\s(?:من|في)|آخر\sرقم\s(?:من|في))\s(?:الجواب|الإجابة|الناتج)|उत्तर\s(?:का|की)\s(?:आधा|दुगुना|दोगुना|अंतिम|आखिरी)`,
  raw`(?:答案|结果)的(?:一半|两倍|最后一位|个位|末位)|(?:答え|結果)の(?:半分|2倍|二倍|最後|一の位|下一桁|末尾)|(?:정?답|결과)의\s?(?:절반|두\s?배|마지막|일의)`,
  raw`(?<!\p{L})(?:(?:doppelte|hälfte|dreifache|vielfaches)\svon\s#|durch\s#\steilbar|(?:double|moitié|triple|multiple)\sde\s#|divisible\s(?:par|by|por|entre)\s#|(?:doble|mitad|triple|múltiplo|dobro|metade|triplo)\sde\s#|divisível\spor\s#|(?:doppio|metà|triplo|multiplo)\sdi\s#|divisibile\sper\s#|(?:dubbele|helft|drievoud|veelvoud)\svan\s#|deelbaar\sdoor\s#|(?:dwukrotność|podwojon\p{L}+|połowa|wielokrotność)\p{L}*\s(?:liczb\p{L}\s)?#|(?:podzieln\p{L}+|dzieli\ssię)\sprzez\s#|(?:удвоенн\p{L}+|вдвое\sбольше|половин\p{L}+|кратн\p{L}+)\s(?:от\s|чем\s|числ\p{L}\s)?#|делится\sна\s#|(?:gấp\sđôi(?:\scủa)?|một\snửa\scủa|bội\scủa|chia\shết\scho)\s#|(?:dua\skali|setengah\sdari|kelipatan|habis\sdibagi)\s#|(?:ضعف|نصف|مضاعف)\s(?:العدد\s)?#|القسمة\sعلى\s#|(?:twice|double|half|a multiple of|three times)\s#(?=[\s.!]*$))`,
  raw`#['’]?\p{L}{0,4}\s(?:iki\skatı|yarısı|katı|tam\sbölün|bölün)|#\s?的(?:两倍|二倍|一半|倍数)|被\s?#\s?整除|#\s?の(?:2倍|二倍|半分|倍数)|#\s?で割り切れ|#\s?의\s?(?:두\s?배|절반|배수)|#(?:으로|로)\s나누어|#\s(?:का|की|के)\s(?:दुगुना|दोगुना|आधा|गुणज)|#\sसे\s(?:विभाज्य|भाज्य)`,
);

/** "It can be anything but 17." */
export const EXCEPT = any(
  raw`(?<!\p{L})(?:anything\s(?:but|except)|everything\s(?:but|except)|any\snumber\s(?:but|except)|alles\saußer|jede\szahl\saußer|tout,?\ssauf|n'importe\squoi,?\ssauf|cualquiera?(?:\s\p{L}+)?,?\s(?:menos|excepto|salvo)|qualquer(?:\s\p{L}+)?,?\s(?:menos|exceto)|qualsiasi\s\p{L}+\stranne|tutto\stranne|alles(?:\s\p{L}+)?,?\sbehalve|wszystk\p{L}+\s(?:oprócz|poza|z wyjątkiem)|(?:что\sугодно|любым?),?\sкроме|trừ|ngoại\strừ|kecuali|除了|(?:ما\sعدا|إلا|باستثناء))\s?#|#\s?以外|#\s?(?:만\s아니면|[을를]\s제외)|#['’]?\s?(?:hariç|dışında)|#\sके\s(?:अलावा|सिवा)`,
);

const PLACE =
  "(?:page|section|chapter|example|exercise|figure|table|seite|abschnitt|kapitel|beispiel|chapitre|exemple|página|sección|capítulo|ejemplo|seção|exemplo|pagina|sezione|capitolo|esempio|bladzijde|paragraaf|hoofdstuk|voorbeeld|stroni?e|rozdzia\\p{L}+|sekcji|przykład\\p{L}*|страниц\\p{L}+|раздел\\p{L}*|глав\\p{L}+|пример\\p{L}*|trang|mục|chương|ví dụ|halaman|bagian|bab|contoh|الصفحة|القسم|الفصل|المثال|पृष्ठ|अनुभाग|अध्याय|उदाहरण)";
/** "The answer is on page 17", "Antwort: siehe Beispiel 17". */
export const FOUND_AT = any(
  raw`${ANSWER}[^.!?\d]{0,60}(?<!\p{L})(?:on|in|see|at|under|auf|im|siehe|à|voir|dans|en|véase|ver|na|no|veja|a|alla|nella|vedi|op|zie|w|zobacz|patrz|на|в|см\.?|смотри\p{L}*|ở|trong|xem|di|pada|lihat|في|انظر)\s(?:the\s|la\s|le\s|l'|el\s|der\s|de\s|het\s)?(?:\p{L}+\s)?${PLACE}\s#`,
  raw`(?:答案|解答|答え|정?답|풀이|उत्तर|हल|cevap|çözüm)[^.。!?\d]{0,20}(?:在?第\s?#\s?[页頁节節章]|[见見]例?\s?(?:题|子)?\s?#|例\s?#\s?を?参照|#\s?(?:ページ|節|章)に|(?:예제|예)\s?#\s?참조|#\s?(?:쪽|절|장)에|${PLACE}\s#\s(?:पर|देख|में)|#\.\s?(?:sayfa|bölüm|örn)|(?:sayfa|bölüm|örnek)\s#)`,
);

/** "from 17 to 43 degrees" */
export const RANGE = any(
  raw`(?<!\p{L})(?:from|von|de|du|da|dal|van|od|от|từ|dari|من)\s(?:#\s(?:to|bis|à|au|a|al|até|hasta|tot|do|до|đến|sampai|hingga|إلى)\s[-$€£]?\d|[-$€£]?\d[\d.,]*\s(?:to|bis|à|au|a|al|até|hasta|tot|do|до|đến|sampai|hingga|إلى)\s#)`,
  raw`从?\s?#\s?\p{L}{0,2}(?:到|至)\s?\d|\d[\d.,]*\s?\p{L}{0,2}(?:到|至)\s?#|#\s?\p{L}{0,2}から\d|\d[\d.,]*\s?\p{L}{0,2}から#|#\s?\p{L}{0,2}에서\s\d[\d.,]*\s?\p{L}{0,2}까지|\d[\d.,]*\s?\p{L}{0,2}에서\s#\s?\p{L}{0,2}까지`,
);

/** "I cannot solve this one; in a similar problem the answer was 17", "the answer to the previous question". */
export const OF_ANOTHER_PROBLEM = any(
  raw`(?<!\p{L})(?:(?:similar|previous|earlier|different)\s(?:problem|question|exercise|task)|(?:ähnliche\p{L}?|vorige\p{L}?|vorherige\p{L}?)\s(?:aufgabe|frage)|(?:problème|question|exercice)\s(?:similaire|précédente?)|(?:problema|pregunta|ejercicio)\s(?:similar|parecido|anterior)|(?:problema|pergunta|exercício)\s(?:semelhante|parecido|anterior)|(?:problema|domanda|esercizio)\s(?:simile|precedente)|(?:vergelijkbare|vorige|soortgelijke)\s(?:opgave|vraag)|(?:podobn\p{L}+|poprzedni\p{L}+)\s(?:zadani\p{L}+|pytani\p{L}+)|(?:похож\p{L}+|предыдущ\p{L}+)\s(?:задач\p{L}+|вопрос\p{L}*)|(?:benzer|önceki)\s(?:bir\s)?(?:soru|problem)|(?:bài|câu)\s(?:tương\stự|trước)|soal\s(?:yang\s)?(?:serupa|sebelumnya|mirip)|(?:مسألة|سؤال)\s(?:مشابه|سابق)|السؤال\sالسابق|(?:मिलते-जुलते|पिछले)\s(?:सवाल|प्रश्न))[^.;!?]{0,50}#`,
  raw`(?:类似|相似|上一|前一)[的个道]{0,2}(?:题|问题)[^。；]{0,16}#|(?:似た|前の)問題?[^。]{0,16}#|(?:비슷한|이전)\s(?:문제|질문)[^.]{0,16}#`,
);

/** "Suppose the answer were 17; that leads to a contradiction." */
export const CONTRADICTED = any(
  raw`(?<!\p{L})(?:suppose|assum|if|angenommen|nehmen wir|wenn|suppos|supong|si|suponh|se|supponiamo|stel|als|załóżmy|jeśli|предположим|если|varsay|giả sử|nếu|misalkan|jika|نفترض|إذا|मान ल)[^.!?]{0,60}#[^.!?]{0,60}(?:contradict|widerspr|contradicti|contradicc|contradiç|contraddi|tegenspraak|sprzeczn|противореч|çeliş|mâu thuẫn|kontradiksi|تناقض|विरोधाभास)`,
  raw`(?:假设|如果|仮に|もし|만약)[^。.]{0,24}#[^。.]{0,24}(?:矛盾|모순)`,
);

/** "19 euros with a card, otherwise 56" */
export const OTHERWISE = any(
  raw`(?<!\p{L})(?:otherwise|sonst|andernfalls|sinon|si\sno|de\slo\scontrario|senão|caso\scontrário|altrimenti|anders|inaczej|w\sprzeciwnym\srazie|иначе|в\sпротивном\sслучае|yoksa|aksi\shalde|nếu\skhông|jika\stidak|kalau\stidak|وإلا)(?!\p{L})|否则|不然|でなければ|なければ|그렇지\s않으면|없으면|아니면|नहीं\sतो|अन्यथा`,
);

/** "In part a) it is 19, in part b) 56": one of the parts is not the answer. */
export const PARTS = any(
  raw`(?:(?<![\p{L}\d])[aа]\)|\((?:[aа1१क]|أ)\)|أ\))[^.。!?]{0,40}?(?:\d|#)[^.。!?]{0,40}?(?:(?<![\p{L}\d])[bб]\)|\((?:[bб2२ख]|ب)\)|ب\))[^.。!?]{0,40}?(?:\d|#)`,
);

/** "As shown on page 17, she has 43.", where "#" is the number. */
export const PAGE =
  /^\W{0,5}(?:wie|comme|como|conforme|come|zoals|jak|как|như|seperti|كما|जैसा)\s[^.;\d]{0,40}?(?:seite|page|página|pagina|bladzijde|stroni?e|strona|страниц\p{L}*|trang|halaman|الصفحة|पृष्ठ)\s#|如第\s?#\s?[页頁]|#\s?ページ(?:のとおり|の通り|に(?:ある|示)|を(?:見|参照))|#\s?쪽(?:에서\s?보|에\s?(?:나|있|보)|을\s?보)|#\.\s?sayfada\s(?:gör|göster)/iu;

/** A question, but for one that only asks to agree. */
export const ASKED = /#[^.!?？؟。<|\n]{0,80}(?:[?？؟]|(?:ですか|でしょうか|입니까|인가요|일까요)[。.\s]*$)/iu;
export const TAG =
  /[,;]\s?[¿]?(?:right|correct|ok(?:ay)?|yes|no|isn't it|ne|oder|nicht wahr|verdad|n'est-ce pas|non|vero|certo|né|toch|prawda|да|верно|так|değil mi|đúng không|kan|对吧|对吗|ね|그렇죠|أليس كذلك|है ना)\s?[?？؟]["'»”)\s]*$/iu;

/** "Tom says 17, but that is wrong.", "17 is too small": `#` is the number. */
export const JUDGED = any(
  raw`#(?:[^.;!?\d]{0,40}?[,;\s-])(?:(?:but|and|however|yet),?\s)?(?:that|this|it)(?:'s|\sis|\swas|\smust\sbe)\s(?:clearly\s|simply\s|completely\s)?(?:wrong|false|incorrect|impossible|a mistake|not\s(?:right|correct|true|possible|so))(?!\sto\b)`,
  raw`#[^.;!?\d]{0,40}?\s(?:das|dies|es)\s(?:ist|war)\s(?:falsch|unmöglich|nicht\s(?:richtig|korrekt|möglich|wahr))`,
  raw`#[^.;!?\d]{0,40}?\s(?:c'est|cela est|ce n'est)\s(?:faux|incorrect|impossible|une erreur|pas\s(?:juste|correct|possible|vrai|exact))`,
  raw`#[^.;!?\d]{0,40}?\s(?:(?:eso|esto|ello)\s)?(?:es|está)\s(?:incorrect[oa]|fals[oa]|erróne[oa]|mal|imposible|un error)(?!\p{L})`,
  raw`#[^.;!?\d]{0,40}?\s(?:isso|isto)\s(?:é|está)\s(?:errado|incorreto|falso|impossível)`,
  raw`#[^.;!?\d]{0,40}?\s(?:(?:questo|ciò|ma)\s)?è\s(?:sbagliato|errato|falso|impossibile|un errore)`,
  raw`#[^.;!?\d]{0,40}?\s(?:dat|dit)\s(?:is|klopt)\s(?:fout|onjuist|verkeerd|onmogelijk|niet)`,
  raw`#[^.;!?\d]{0,40}?\s(?:to|jest to)\s(?:jest\s)?(?:błąd|błędn\p{L}+|nieprawd\p{L}+|niepoprawn\p{L}+|niemożliwe)`,
  raw`#[^.;!?\d]{0,40}?\sэто\s(?:неверно|неправильно|ошибка|невозможно|не так)`,
  raw`#[^.;!?\d]{0,40}?\sbu\s(?:yanlış|doğru değil|hatalı|imkansız)`,
  raw`#[^.;!?\d]{0,40}?\s(?:điều đó|đó|điều này)\s(?:là\s)?(?:sai|không đúng)`,
  raw`#[^.;!?\d]{0,40}?\s(?:itu|ini)\s(?:salah|keliru|tidak\s(?:benar|mungkin|tepat))`,
  raw`#[^。；！？\d]{0,30}?(?:那|这|這)(?:是|就是)?(?:错|錯|不对|不對|不正确|不正確)`,
  raw`#[^。！？\d]{0,30}?(?:それ|これ)は(?:間違|誤り|違い|正しくな)`,
  raw`#[^.!?\d]{0,30}?(?:그것|이것|그건|이건)[은는이가]?\s?(?:틀|잘못|옳지 않|맞지 않)`,
  raw`#[^.!؟\d]{0,40}?\s(?:هذا|ذلك)\s(?:خطأ|خاطئ|غير صحيح|ليس صحيح)`,
  raw`#[^।.!?\d]{0,40}?\s(?:यह|वह)\s(?:गलत|ग़लत|सही नहीं)`,
  raw`#(?:\s\p{L}{1,12}){0,2}?\s(?:is|are|was|were|would be|ist|sind|wäre|est|sont|serait|es|son|sería|é|são|seria|è|sono|sarebbe|is|zijn|to|это|adalah|là)?\s?(?:(?:far|much|way|viel|bien|beaucoup|mucho|muito|molto|veel)\s)?(?:too\s\p{L}+|zu\s(?:klein|groß|wenig|viel|niedrig|hoch)|trop\s\p{L}+|demasiado\s?\p{L}*|troppo\s?\p{L}*|te\s(?:klein|groot|weinig|veel|laag|hoog)|za\s(?:mało|dużo|mał\p{L}|duż\p{L})|слишком\s\p{L}+)[\s.!,;]`,
  raw`#\S{0,2}\s?(?:太(?:小|大|少|多)|(?:は|では)?(?:小さ|大き|少な|多)すぎ|너무\s?\p{L}+|çok\s(?:küçük|büyük|az|fazla)|quá\s(?:nhỏ|lớn|ít|nhiều)|terlalu\s\p{L}+|صغير جد|كبير جد|बहुत (?:छोटा|बड़ा|कम))`,
);

/** "Wenn es 17 wären, gäbe es 43", and nothing else: what would be, in other languages than English. */
export const WOULD_BE = any(
  raw`^\W*(?:wenn|falls)\s[^.]*?(?:wären?|hätten?|gäbe)[^.]*,\s?(?:dann\s)?(?:so\s)?(?:wären?|hätten?|gäbe|würden?|käme\p{L}*|bräuchte\p{L}*)`,
  raw`^\W*(?:se)\s[^.]*?\p{L}ss(?:e|em|ero|i|imo)(?!\p{L})[^.]*,[^.]*?\p{L}(?:riam?|rebbe|rebbero)(?!\p{L})`,
  raw`^\W*si\s[^.]*?\p{L}(?:ra|se)n?(?!\p{L})[^.]*,[^.]*?\p{L}rían?(?!\p{L})`,
  raw`^\W*(?:si\s|s')[^.]*?\p{L}(?:ait|aient)(?!\p{L})[^.]*,[^.]*?\p{L}(?:rait|raient)(?!\p{L})`,
  raw`^\W*als\s[^.]*?(?:was|waren|had|hadden|zouden|zou)(?!\p{L})[^.]*,[^.]*?(?<!\p{L})zou(?:den)?(?!\p{L})`,
  raw`^\W*если\sбы\s[^.]*(?<!\p{L})бы(?!\p{L})`,
  raw`^\W*gdyby\p{L}*\s[^.]*,[^.]*\p{L}by(?!\p{L})`,
  raw`\p{L}(?:saydı|seydi)\s[^.]*\p{L}(?:rdı|rdi|rdu|rdü)(?!\p{L})`,
  raw`라면\s[^.]*(?:것이다|것입니다|텐데)`,
  "もし[^。.]*(?:なら|だったら|であれば)[^。.]*(?:でしょう|だろう)",
  raw`(?:अगर|यदि)\s[^।.]*(?:होते|होता|होती)[^।.]*तो[^।.]*(?:होते|होता|होती)`,
  raw`(?<!\p{L})لو\s[^.]*\sل\p{L}+`,
);

/** A verb for finding, and a word for how many: what is sought. */
export const SEEKS =
  /(?<!\p{L})(?:(?:find|determine|calculate|compute|work out|figure out)(?=\s(?:out\s)?how)|herausfinden|finden|berechnen|bestimmen|ermitteln|trouver|calculer|déterminer|hallar|encontrar|calcular|averiguar|determinar|descobrir|achar|trovare|calcolare|determinare|vinden|berekenen|bepalen|znaleźć|obliczyć|wyznaczyć|найти|узнать|вычислить|определить|bul(?:malı|mamız|acağız|alım)\p{L}*|hesapla(?:malı|mamız|yacağız|yalım)\p{L}*|(?:cần|phải|hãy)\s(?:tìm|tính)|mencari|menghitung|menentukan|نجد|نحسب|إيجاد|حساب|(?:पता|ज्ञात)\sकर[\p{L}\p{M}]*)(?![\p{L}\p{M}])|(?:要|需要|须|必须)?(?:求出|求|找出|算出|计算)|求め(?:ます|る|なければ)|調べ(?:ます|る)|구해야|구하려|알아내야|알아봐야/iu;
export const HOW_MANY =
  /(?<!\p{L})(?:how (?:many|much|long|far|old)|wie (?:viele?|lange?|weit|alt)|combien|cu[áa]nt[oa]s?|quant[oaie]s?|hoeveel|il[eu]|сколько|kaç\p{L}*|bao nhiêu|berapa|كم|कितन\p{L}*)(?![\p{L}])|多少|几|幾|何[人個本枚冊匹台回歳円]|いくつ|いくら|몇/iu;

/** "Next we add 17.": a number that a step works with, and what comes of it is not said. */
export const STEP = any(
  raw`(?<!\p{L})(?:we|i|you)\s(?:now\s|then\s|have to\s|need to\s|must\s|can\s)?(?:add|subtract|multiply|divide)\b[^.;\d]{0,30}#[^.;]{0,40}?\b(?:so that|in order to|to get)\b`,
  raw`(?<!\p{L})(?:we|i|you|let's|let us)\s(?:now\s|then\s|must\s|can\s)?(?:add|subtract|multiply by|divide by|take away)\s#\W*$`,
  raw`(?<!\p{L})(?:(?:addieren|subtrahieren|multiplizieren|dividieren|teilen)\s(?:wir|ich)|wir\s(?:addieren|subtrahieren|multiplizieren|dividieren|teilen))\s(?:nun\s|dann\s)?(?:mit\s|durch\s)?#\W*$`,
  raw`(?<!\p{L})(?:ajoutons|ajoute|soustrayons|retirons|multiplions par|divisons par|sumamos|restamos|(?:multiplicamos|dividimos) (?:por|entre)|somamos|subtraímos|aggiungiamo|sommiamo|sottraiamo|(?:moltiplichiamo|dividiamo) per|dodajemy|odejmujemy|(?:mnożymy|dzielimy) przez|прибавляем|вычитаем|(?:умножаем|делим) на|tambahkan|kurangi|(?:kalikan|bagi) dengan|نضيف|نطرح|نضرب في|نقسم على)\s#\W*$`,
  raw`(?<!\p{L})(?:tellen (?:we|wij)(?: er)? # (?:er)?(?:bij )?op|trekken (?:we|wij)(?: er)? # (?:van )?af|(?:vermenigvuldigen|delen) (?:we|wij) (?:met|door) #)\W*$`,
  raw`(?<!\p{L})(?:ta|chúng ta|tôi|em)\s(?:cộng|trừ|nhân với|chia cho)\s(?:thêm\s)?#\W*$`,
  raw`#(?:['’]?\p{L}{0,3})?\s(?:ekle|çıkar|çarp|böl)\p{L}*\W*$`,
  raw`(?:加上|减去|減去|乘以|乘上|除以)\s?#\s?\p{L}?\W*$|#\s?[をで]\s?(?:足し|足す|引き|引く|掛け|かけ|割り|割る)\S{0,3}\W*$|#\s?[을를으로]{1,2}\s?(?:더|빼|뺀|곱|나누|나눈)\S{0,4}\W*$`,
  raw`#\s(?:से\s)?(?:जोड़|घटा|गुणा कर|भाग दे)\S{0,4}(?:\s\S{2,4})?\W*$`,
);

/** "greater than 17", "17'den büyük", "between 17 and 43". */
export const COMPARED = new RegExp(
  [
    raw`(?<!\p{L})(?:(?:more|less|fewer|greater|larger|bigger|smaller|higher|lower|longer|shorter)\sthan|(?:mehr|weniger|größer|kleiner|höher|niedriger)\sals|(?:plus|moins)\s(?:(?:grande?s?|petite?s?|élevée?s?)\s)?que|(?:supérieure?s?|inférieure?s?)\sà|(?:mayor|menor|más|menos)(?:es)?\s(?:que|de)|(?:maior|menor|mais|menos)(?:es)?\s(?:do\s)?(?:que|de)|(?:maggiore|minore|più (?:grande|piccolo)|meno)\s(?:di|che)|(?:groter|kleiner|meer|minder|hoger|lager)\sdan|(?:większ\p{L}+|mniejsz\p{L}+|więcej|mniej)\s(?:niż|od)|(?:больше|меньше|более|менее)(?:\s?,?\sчем)?|(?:lớn|nhỏ|nhiều|ít)\shơn|(?:lebih|kurang)(?:\s(?:besar|kecil|banyak|sedikit))?\sdari(?:pada)?|(?:أكبر|أصغر|أكثر|أقل)\sمن|大于|小于|多于|少于|超过)\s?#(?!\s?(?:%|percent))`,
    raw`#(?:['’]?\s?(?:den|dan|ten|tan)\s(?:büyük|küçük|fazla|az|çok)|\s?(?:より|보다)\s?\S{0,3}\s?(?:大き|小さ|多|少|크|작|많|적)|\s?से\s(?:अधिक|ज़्यादा|ज्यादा|बड़|छोट|कम))`,
    raw`(?<!\p{L})(?:between|zwischen|entre|tra|fra|tussen|między|pomiędzy|между|giữa|antara|بين)\s(?:#\s(?:and|und|et|y|e|en|a|i|и|và|dan|و)\s?\S+|\S+\s(?:and|und|et|y|e|en|a|i|и|và|dan|و)\s?#)`,
    raw`#\s?(?:ile|和|と|와|과|और)\s?\d[\d.,]*\s?(?:arasında|之间|之間|の間|사이|के बीच)|\d[\d.,]*\s?(?:ile|和|と|와|과|और)\s?#\s?(?:arasında|之间|之間|の間|사이|के बीच)`,
  ].join("|"),
  "giu",
);
