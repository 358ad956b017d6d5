// What a chat ends with behind its answer: an offer ("If you want, I can give you 4 more exercises"), a courtesy ("I'll
// explain it in 5 minutes!"), a wish. Its numbers are no answer; the text is read without it.

/** An offer to the reader: a condition of theirs, and what the writer would do or asks them to. */
interface Offer {
  /** Opens it ("if you want"). */
  given: string;
  /** Stands in it behind that ("I can", "let me know"). */
  offers: string;
  /** Opens a sentence that is an offer, a courtesy or a wish by itself. */
  alone: string;
}

const MORE =
  "(?:\\d+|an?(?:other)?|some|a few|two|three|four|five|six|ten|more|further|similar|extra|practice)\\s(?:\\p{L}+\\s){0,3}?(?:exercises?|problems?|questions?|examples?|tasks?|puzzles?|hints?|ones|exercices?|drills?)\\b";
const OFFERS: readonly Offer[] = [
  {
    given:
      "(?:if|should|in case|whenever)\\s(?:you|anything|something|any (?:step|part)|(?:\\p{L}+\\s){0,4}(?:unclear|confusing))(?!\\p{L})",
    offers:
      "(?:i(?:'ll|'d|'m)?|we(?:'ll|'d)?)\\s(?:can|could|will|would|am|are|happy|glad|be|gladly|have|explain|show|give|send|walk)|let me|feel free|(?:just|simply|please)\\s(?:ask|say|tell|let|write|reply)|ask (?:me|away)|tell me|i'll\\s|here to help",
    alone: `let me know|feel free|don't hesitate|do not hesitate|just (?:ask|let me know|tell me|say)|(?:would you like|do you want|want|shall i|should i)\\s(?:me|to|another|more|\\d)|shall (?:i|we)\\s(?:also\\s)?(?:work|show|explain|do|calculate|compute|give|try|go|walk|draw|check|add|find)|happy to (?:help|explain)|(?:i|we)(?:'ll|'d| will| can| could| would)(?: also| gladly| happily| be (?:happy|glad) to)?\\s(?:explain (?:it|this|that|the|each|every|any|them|everything)|walk you|go over|give you ${MORE}|show you ${MORE}|send you ${MORE}|prepare|make you ${MORE}|offer you)|(?:i )?hope (?:this|that|it) (?:helps?|was|is)|good luck|best of luck|have a (?:great|nice|good|lovely|wonderful)|happy (?:learning|studying|calculating|practi[cs]ing)|keep (?:it up|practi[cs]ing|going)|see you|great (?:job|work)|well done|you(?:'re| are) welcome|thanks for|thank you for`,
  },
  {
    given:
      "si (?:lo |as[íi] lo )?(?:quieres|quiere|quisieras|deseas|desea|necesitas?|te|le|prefieres|tienes|tiene|algo|hay|a[úu]n|todav[íi]a)(?!\\p{L})",
    offers:
      "puedo|podr[íi]a|(?:te|le|os)\\s(?:\\p{L}+\\s)?(?:doy|explico|ayudo|muestro|preparo|paso|dejo|env[íi]o|propongo)|d[íi]me|d[íi]ga|av[íi]s\\p{L}+|preg[úu]nt\\p{L}+|escr[íi]be\\p{L}*|h[áa]zmelo|no dudes|con gusto|encantad[oa]|estoy aquí",
    alone:
      "no dudes|av[íi]same|quieres que|te gustar[íi]a|espero (?:que|haber)|mucha suerte|mucho [áa]nimo|[áa]nimo|que tengas|estoy aquí para|con gusto te|puedo (?:explic|mostr)ar(?:te|le)",
  },
  {
    given:
      "(?:se|caso) (?:voc[êe] |tu )?(?:quiser\\p{L}*|quer|queira|desejar|deseje|precis\\p{L}+|preferir|tiver\\p{L}*|tenha|algo|alguma|houver|ainda|gost\\p{L}+)(?!\\p{L})",
    offers:
      "posso|poderia|(?:te|lhe)\\s(?:dou|explico|ajudo|mostro|passo)|é só|(?:me )?(?:avise|avisa|diga|diz|chame|chama|pergunte|pergunta)|à vontade|n[ãa]o hesite|com prazer|estou aqui|explico",
    alone:
      "fique à vontade|n[ãa]o hesite|me avis[ea]|quer que eu|gostaria que|espero (?:ter|que)|boa sorte|bons estudos|estou (?:aqui|à disposi)|posso (?:te|lhe) (?:explicar|mostrar)",
  },
  {
    given:
      "(?:si|s')\\s?(?:(?:tu|vous|vous en|tu en) (?:le )?(?:veux|voulez|souhait\\p{L}+|d[ée]sir\\p{L}+|pr[ée]f[ée]r\\p{L}+|as|avez|voudr\\p{L}+)|quelque chose|besoin|cela|[çc]a|il y a|jamais|une [ée]tape)(?!\\p{L})",
    offers:
      "je (?:peux|pourrais|te|vous|suis|reste)|dis(?:-le)?-(?:le-)?moi|dites(?:-le)?-(?:le-)?moi|h[ée]sit\\p{L}+|demand\\p{L}+-?moi|fais-(?:le-)?moi|faites-(?:le-)?moi|avec plaisir",
    alone:
      "n'h[ée]sit\\p{L}+|dis-moi|dites-moi|(?:veux-tu|voulez-vous|souhait\\p{L}+-(?:tu|vous))|j'esp[èe]re que|bon courage|bonne (?:chance|journ[ée]e|continuation)|à bient[ôo]t|fais-moi signe|je (?:peux|pourrais) (?:te|vous) (?:l'|le\\s)?(?:expliquer|montrer)",
  },
  {
    given:
      "(?:wenn|falls|sofern|solltest|sollten)\\s(?:du|sie|ihr|etwas|noch|dir|ihnen|irgend\\p{L}+)(?!\\p{L})|bei (?:fragen|bedarf|unklarheiten)",
    offers:
      "(?:kann|k[öo]nnte|gebe|zeige|erkl[äa]re|helfe|mache|schicke|rechne|stelle|bin|erstelle) ich|ich\\s|sag\\p{L}*\\s|frag\\p{L}*|meld\\p{L}+|lass\\p{L}*\\s|schreib\\p{L}*|gern|jederzeit",
    alone:
      "soll ich|m[öo]cht(?:est du|en sie)|willst du|wollen sie|sag (?:mir )?(?:einfach )?bescheid|meld\\p{L}* dich|viel (?:erfolg|spa(?:ß|ss)|gl[üu]ck)|ich hoffe|gern geschehen|(?:gerne? (?:kann|erkl[äa]re) ich|ich erkl[äa]re) (?:es |das )?(?:dir|ihnen)|lass (?:es )?mich wissen",
  },
  {
    given:
      "(?:se|qualora|nel caso)\\s(?:lo |ne )?(?:vuoi|volete|vuole|desider\\p{L}+|preferisc\\p{L}+|hai|avete|ha|ti|vi|qualcosa|c'è|ci sono)(?!\\p{L})",
    offers:
      "posso|potrei|(?:ti|te|vi)\\s(?:lo\\s|ne\\s)?(?:do|spiego|aiuto|mostro|preparo|propongo)|fammi|dimmi|chied\\p{L}+|scriv\\p{L}+|non esitare|volentieri|sono qui",
    alone:
      "fammi sapere|dimmi|non esitare|vuoi che|spero (?:che|di)|buon[oa]? (?:studio|lavoro|fortuna|giornata)|in bocca al lupo|sono qui per|a presto|posso (?:spieg|mostr)ar(?:ti|le|telo)|te l[oa] spiego",
  },
  {
    given:
      "если\\s(?:ты |вы |тебе |вам |у вас |у тебя )?(?:хо\\p{L}+|нужн\\p{L}+|надо|понадоб\\p{L}+|что-то|что-нибудь|есть|будут|остал\\p{L}+|возник\\p{L}+|захо\\p{L}+|жела\\p{L}+|интересн\\p{L}+|непонятн\\p{L}+|будет)(?!\\p{L})",
    offers:
      "могу|мог(?:ла)? бы|покажу|объясню|дам|помогу|расскажу|разбер\\p{L}+|пришлю|составлю|подготовлю|дай(?:те)?|спрашивай\\p{L}*|спроси\\p{L}*|скажи\\p{L}*|пиши\\p{L}*|напиши\\p{L}*|обращай\\p{L}*|с удовольствием|рада?(?!\\p{L})",
    alone:
      "дай(?:те)? (?:мне )?знать|хо(?:чешь|тите),?\\s|надеюсь|удачи|успехов|обращай\\p{L}*|не стесняй\\p{L}*|(?:я )?(?:могу )?объясн\\p{L}+ (?:вам|тебе|это|всё|все|каждый)",
  },
  {
    given: "(?:[iİ]ster|dilersen|dilerse|arzu eder|ihtiyac|sorun|anlamad|takıld|anlaşılmayan)\\p{L}*",
    offers:
      "\\p{L}*(?:ebilirim|abilirim|eyim|ayım|arım|erim|ırım|irim|urum|ürüm)(?!\\p{L})|sor(?!\\p{L})|sorabilir\\p{L}*|söyle\\p{L}*|bildir\\p{L}*|haber ver\\p{L}*|çekinme\\p{L}*",
    alone: "umarım|kolay gelsin|başarılar|çekinme\\p{L}*|lütfen (?:sor|çekinme)\\p{L}*",
  },
  {
    given: "(?:nếu|khi)\\s(?:bạn|em|anh|chị|cần|muốn|có|còn)(?!\\p{L})",
    offers:
      "(?:mình|tôi|tớ|thầy|cô|em|anh)\\s(?:có thể|sẽ|sẵn sàng|rất vui)|(?:hãy|cứ)\\s(?:hỏi|nói|cho)|đừng ngại",
    alone:
      "hy vọng|chúc (?:bạn|em|các)|đừng ngại|hãy cho (?:mình|tôi)|bạn có muốn|(?:mình|tôi) có thể giải thích",
  },
  {
    given: "(?:jika|kalau|bila|apabila)\\s(?:kamu|anda|kalian|ada|mau|ingin|perlu|masih|butuh)(?!\\p{L})",
    offers:
      "(?:saya|aku|kami)\\s(?:bisa|dapat|akan|siap|senang|juga)|(?:beri|kasih)\\s?tahu|tanya\\p{L}*|silakan|jangan ragu|hubungi",
    alone:
      "semoga|silakan|jangan ragu|(?:apakah )?(?:kamu|anda) (?:mau|ingin) (?:saya|aku)|selamat (?:belajar|mencoba|berlatih)|beri tahu|(?:saya|aku) (?:bisa|dapat|akan) menjelaskan\\p{L}*",
  },
  {
    given:
      "(?:jeśli|jeżeli|gdyby\\p{L}*|jak|w razie)\\s(?:chcesz|chce\\p{L}*|potrzeb\\p{L}+|masz|wolisz|coś|będzie\\p{L}*|chciał\\p{L}*|pytań|wątpliwości)(?!\\p{L})",
    offers:
      "mogę|mógłbym|mogłabym|chętnie|pokażę|wyjaśnię|dam|podam|przygotuję|wytłumaczę|pomogę|daj|napisz|pytaj|zapytaj|powiedz|pisz",
    alone:
      "daj (?:mi )?znać|mam nadzieję|powodzenia|chcesz,? żebym|chętnie (?:wyjaśnię|pomogę|podam|pokażę)|śmiało|mogę (?:ci )?(?:to )?wyjaśnić|wyjaśnię (?:to|ci)",
  },
  {
    given: "(?:als|indien|mocht|wanneer)\\s(?:je|u|jullie|er|iets|het)(?!\\p{L})",
    offers:
      "(?:kan|geef|leg|help|maak|wil|laat|stuur|toon) ik|ik\\s|laat (?:het )?(?:me|mij|weten|gerust)|vraag|zeg|stel|schroom|graag",
    alone:
      "laat (?:het )?(?:me|mij) (?:maar |gerust )?weten|wil je (?:dat|nog|meer)|zal ik|veel succes|succes(?!\\p{L})|hopelijk|ik hoop|aarzel niet|ik leg (?:het|je|dit|u)",
  },
  {
    given: "(?:如果|要是|若是?|如)(?=你|您|还|有|需要|想|哪|不)",
    offers: "我|告诉|随时|请|欢迎",
    alone:
      "(?:需要|要不要|想要|要)我|希望(?:这|对你|对您|能|以上)|祝[你您]|加油|欢迎随时|随时(?:问|告诉|提问)|有(?:任何|什么|其他)?(?:问题|疑问)|我(?:还|也)?可以(?:再)?(?:[给为][你您])?(?:解释|讲解|出题)|我再(?:给[你您])?出",
  },
  {
    given:
      "(?:もし|よければ|よかったら|よろしければ|必要(?:なら|であれば|でしたら)|ご希望|わから(?:な|ず)|分から(?:な|ず)|ご不明|不明な|ほかに|他に|さらに)",
    offers: "(?:でき|し|出し|説明し|用意し|作り|教え)ます|ください|下さい|ましょうか|どうぞ|聞いて|質問して",
    alone: "お気軽に|お役に立|頑張っ|がんばっ|遠慮なく|いつでも",
  },
  {
    given: "(?:원하(?:시|면|신)|필요하(?:시|면|신)|궁금한|더 궁금|혹시|이해가 안|질문이|추가로|도움이 더)",
    offers: "드릴|드리|줄게|주세요|말씀|물어|알려|설명할|낼게|질문해",
    alone: "언제든|도움이 되|화이팅|파이팅|열심히|더 (?:연습|문제)[^.]*(?:드릴|줄게)",
  },
  {
    given: "(?:إذا|إن|لو)\\s(?:أردت|أردتم|كنت|رغبت|احتجت|كان|كانت|لديك|شئت|أحببت)",
    offers: "يمكنني|أستطيع|سأ\\p{L}+|فسأ\\p{L}+|أخبرني|فأخبرني|اسأل|لا تتردد|أنا|فأنا|أعط\\p{L}+|بإمكاني",
    alone: "لا تتردد|أتمنى|آمل|بالتوفيق|هل تريد|أخبرني|يمكنني أن",
  },
  {
    given: "(?:अगर|यदि)\\s(?:आप|तुम|कुछ|कोई|और|चाहें|चाहो|आपको)",
    offers: "मैं|बता|पूछ|सकता|सकती|दूँगा|दूंगा|दूँगी",
    alone: "उम्मीद है|आशा है|शुभकामना|बेझिझक|क्या आप चाहते|मुझे बता",
  },
];

const rows = (part: keyof Offer) => OFFERS.map((row) => row[part]).join("|");
/** A number of more of something; any other one in a condition is of a problem ("If you need 5 each, I can serve 8"). */
const COUNTED = [
  "(?<=(?:noch|weitere[rn]?|otr[oa]s|outr[oa]s|autres|altr[ei]|ещё|еще|jeszcze|nog|más|mais|more|thêm|再|あと)\\s?)\\d",
  "(?<=(?:steps?|parts?|questions?|problems?|points?|schritt|teil|étape|paso|passo|шаг\\p{L}*|krok\\p{L}*|stap|bước|langkah|adım|ステップ|步骤|第|단계)\\s?)\\d",
  "\\d(?=\\d?\\s(?:\\p{L}+\\s)?(?:more|others?|further|extra|exer[ck]\\p{L}+|ejercic\\p{L}+|eserciz\\p{L}+|aufgabe\\p{L}*|übung\\p{L}*|soru\\p{L}*|örnek\\p{L}*|zada[ńn]\\p{L}*|opgave\\p{L}*|bài|soal|задач\\p{L}*|пример\\p{L}*|ejemplos?|exempl\\p{L}+|beispiele?|problem\\p{L}*|questions?|تمارين|أمثلة|सवाल|प्रश्न))",
  "\\d(?=\\d?\\s?(?:道|题|問|개|問題))",
].join("|");
/** Thanks and courtesies before the offer: "Great question, …" is no such thing; "By the way," is. */
const OPENS = String.raw`^[^\p{L}\d]{0,12}(?:(?:and|also|by the way|oh|además|aliás|au fait|übrigens|also|inoltre|кстати|p\.?s\.?|und|y|e|et|и)[,:]?\s)?`;
const OFFER = new RegExp(
  `${OPENS}(?:(?:${rows("given")})(?:[^\\n\\d]|${COUNTED}){0,160}?(?<![\\p{Script=Latin}\\p{Script=Cyrillic}])(?:${rows("offers")})|(?:${rows("alone")}))`,
  "iu",
);
/** What an offer does not say: that something is so. */
const SAYS_SO =
  /[=≈]|\\boxed|####|\b(?:the|final|correct|right) (?:answer|result)\b|\b(?:answer|total|result) is\b/i;

/** Whether a sentence offers something, and states nothing. */
export const isOffer = (sentence: string) => OFFER.test(sentence) && !SAYS_SO.test(sentence);

/** Between two sentences, with pictures. */
const STOP =
  /(?:[.!?…](?=[\s*_]|\p{Extended_Pictographic})|[!?](?=\p{Lo})|\n)(?:[\s*_]|\p{Extended_Pictographic}|\u{fe0f}|\u{200d})*/gu;
const LONGEST = 320;
const MOST = 4;

/** Something before it that can be an answer. */
const STATES = /\d|\\[a-z]|\*\*|^\W*[A-J]\W*$/i;

/** `text` without the offers and courtesies that it ends with. */
export function withoutClosing(text: string): string {
  let own = text;
  for (let i = 0; i < MOST; i++) {
    const end = own.trimEnd().length;
    const from = Math.max(0, end - LONGEST);
    let at = -1;
    for (const stop of own.slice(from, end).matchAll(STOP)) {
      const behind = from + stop.index + stop[0].length;
      if (behind < end) at = behind;
    }
    if (at < 0) return own;
    const last = own.slice(at, end);
    if (!isOffer(last) || !STATES.test(own.slice(0, at))) return own;
    own = own.slice(0, at).trimEnd();
  }
  return own;
}
