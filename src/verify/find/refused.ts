// Words by which a sentence denies, doubts or rejects what it names: what stands beside them is no answer of several values.

const DOUBTS =
  /(?<!\p{L})(?:maybe|perhaps|probably|possibly|might|may|could|would|guess\p{L}*|wrong|incorrect|not|cannot|never|neither|none|no|nobody|impossible|suppose\p{L}*|assum\p{L}*|if|unless|whether|n[ãa]o|pas|nicht|kein\p{L}*|wenn|falls|vielleicht|non|niet|geen|nie|tidak|bukan|không|nếu|jika|değil\p{L}*|eğer|не|если|jeśli|als|peut-être|quizás?|talvez|forse)(?!\p{L})|n't|\?|不|没|如果|ない|もし|않|아니|만약|ليس|لا |إذا|नहीं|अगर|यदि/iu;
const REJECTS =
  /(?<!\p{L})(?:reject\p{L}*|discard\p{L}*|exclud\p{L}*|eliminat\p{L}*|rul(?:e[sd]?|ing) out|extraneous|forbidden|invalid|inadmissible|contradict\p{L}*|violat\p{L}*|fail(?:s|ed)?|candidates?|try|trying|tried|tested|ausschlie\p{L}*|ausgeschlossen\p{L}*|entf[aä]ll\p{L}*|scheinlösung\p{L}*|verworfen|ungültig\p{L}*|falsch\p{L}*|unmöglich|exclu\p{L}*|rejet\p{L}*|fauss?e?s?|descart\p{L}*|rechaz\p{L}*|fals[ao]s?|rejeit\p{L}*|scart\p{L}*|esclu\p{L}*|посторонн\p{L}*|отпада\p{L}*|отбрасыва\p{L}*|исключ\p{L}*|невозможн\p{L}*|неверн\p{L}*|odrzuc\p{L}*|odpada\p{L}*|wyklucz\p{L}*|verval\p{L}*|uitgesloten|bị loại|loại bỏ|sai|ditolak|salah|geçersiz\p{L}*|yanlış\p{L}*)(?!\p{L})|舍去|排除|错|誤|偽|불가능|제외|거짓|مرفوض|خطأ|गलत|अमान्य/iu;

export const isRefused = (said: string) => DOUBTS.test(said) || REJECTS.test(said);
/** Without the doubts that a problem has too: what is rejected, tried or excluded. */
export const isRejected = (said: string) => REJECTS.test(said);

const CORRECTS =
  /\b(?:wait|actually|sorry|oops|however|mistakes?|swap\p{L}*|exchang\p{L}*|revers\p{L}*|vice versa|other way (?:a?round)|instead)\b/iu;
/** A line behind an answer that says that it is another one. */
export const isCorrection = (said: string) => CORRECTS.test(said);
/** A paragraph behind an answer that takes it back, or announces another one. */
export const takesBack = (said: string) =>
  isRefused(said) || CORRECTS.test(said) || /\b(?:but|answers?)\b/i.test(said);

/** "infinitely many solutions, one being x = 2": one of many. */
export const ONE_OF_MANY =
  /\binfinitely many\b|\bone (?:such )?(?:being|is|solution|pair|possib\p{L}+)\b|\bfor (?:example|instance)\b|\be\.g\./iu;

const UNFIT =
  /не (?:подход|удовлетвор|явля)|(?:passt|stimmt|erfüllt)[^.]{0,30} nicht|ne (?:convien|vérifi)\p{L}+ pas|no (?:cumple|sirve|satisface|verifica)|n[ãa]o (?:serve|satisfaz|verifica)|non (?:soddisfa|verifica|è accettabile)|nie (?:spełnia|pasuje)|voldoet niet|不(?:符合|满足|成立|适|適)|満たさない|(?:만족|성립|적합)하지 않|không th[oỏ][aả]|tidak memenuhi|sağlama|لا يحقق|संतुष्ट नहीं/iu;

/** "7 passt nicht", "-2 не подходит": a value is found not to fit, in other languages than English. */
export const isUnfit = (said: string) => UNFIT.test(said);
