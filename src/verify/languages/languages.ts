// The words by which an answer is given, one row a language. Which row a text is read by follows from its answer phrase, its
// script, or its words.
import type { Language } from "./language.ts";
import { LATIN } from "./languages-latin.ts";
import { SCRIPTED } from "./languages-scripted.ts";

export const ENGLISH: Language = {
  name: "English",
  option: "option|choice|answer|letter",
  or: "or",
  after: "instead of|rather than|after|before|having",
  bound:
    "(?:more|less|fewer|greater|smaller|larger|bigger|longer|shorter|higher|lower|taller|heavier|lighter)\\sthan|(?<=\\b(?:is|are|was|were|has|have|had|costs?|took|takes|sold|came|made|spent|paid|got|ran|won|\\p{L}{2,12}ed)\\s)(?:over|under)",
  restates: "or|which (?:is|equals|makes|gives|comes to)|that is|i\\.e\\.|in other words|namely|that means",
  stem: "answer|result|final|option|choice|\\bans\\b|(?:^|\\n)\\s{0,4}a\\s?:",
  not: "not|isn't|never|cannot be|neither",
  but: "but|rather|instead|(?<=,\\s)it(?:'s| is)",
  so: "so(?:\\sthat(?=\\s(?:[a-z]\\s?[=<>]|\\$|\\\\|-?\\d)))?(?!\\sthat\\b(?!'|\\s(?:leaves|makes|is|means|gives|equals|adds|comes|brings|totals)\\b))|thus|therefore|hence|consequently|which means|this means|meaning|giving|(?<!\\band )then",
  noun: "(?:answers?|option|choice|ans)|(?<=(?:^|\\n)\\W{0,4})(?:result|final)(?=[*_]{0,2}\\s?(?::|\\\\to\\b|[-=]>))|(?<=(?:^|\\n)\\s{0,4})a(?=\\s?:(?!\\w{1,3}\\s?=))",
  link: "(?:therefore\\s+|thus\\s+|then\\s+|also\\s+|simply\\s+)?(?:is|are|was|were|equals|will be|would (?:have been|be)|should be|must be|comes (?:out )?to(?: be)?|becomes|works out to|(?<=(?:correct|final|right|total)\\s+answer\\s+)of(?=\\s*[\\d$\\\\])|(?<=\\bans)\\.(?=\\s*[\\d$\\\\])|(?<=answer\\s)-(?=\\s[\\d$\\\\]))",
  amounts: "costs?|holds?|contains?|needs?|requires?|weighs?|equals?|makes?|takes?|totals?",
  behind:
    "(?:is|are|was|would be|must be)\\s+(?:the|my|our)\\s+(?:(?:final|correct|right|only|sole|unique|valid|possible|admissible|acceptable)\\s+){0,3}(?:answer|result|solution)",
  condition: "if|when|whenever|iff",
  causes: "because|since|as|given(?: that)?|due to",
  explains:
    "(?<=[,;]\\s)by (?:the|virtue|definition|symmetry|induction)|(?<=[,;]\\s)(?:and )?(?:as a (?:bonus|side note)|as an aside|incidentally|by the way|for (?:completeness|comparison))|(?<=[,;:]\\s)\\d+ of (?:which|whom|them|these|those)|because|bc|cuz|since(?!,)|i\\.e\\.|e\\.g\\.|that is|namely|in other words|or equivalently|(?<=,\\s)as(?=\\s(?:\\d|(?:its|his|her|their|my|our|your|no|an?|these|those)\\s))|(?<=,\\s)having(?= \\p{L}+ed\\b| (?:sold|given|spent|bought|eaten|lost|won|made|taken|left|got|had|used|read|run|paid)\\b)|as (?:he|she|it|they|we|there|the|this|that|you|i|each|one|both|all|every|[A-Z]\\w+ (?:has|had|ate|sold|gave|bought|is|was))|which|who|whom|whose|where|when|whenever|once(?=\\s(?:the|he|she|it|they|all|both|his|her|their|its)\\s)|while|after|before|until|unless|although|though|even if|if|given|assuming|considering|(?<=\\b(?:needs?|needed|must|should|ha(?:s|ve|d) to|requires?|required|wants?|takes|cut|orders?|ordered|buys?|bought|uses?)\\b[^.;]{0,80})so that|in order to|due to|thanks to|owing to|based on|according to|using|obtained|calculated|computed|found by|(?:attained|achieved|reached)(?= (?:only )?(?:at|when|by|for|if) )|by (?:adding|subtracting|multiplying|dividing|taking|using|(?!(?:evening|morning|spring)\\b)\\w+ing)|instead of|rather than|compared (?:to|with)|despite|except|to (?!(?:the|a|an|about|approximately|exactly|nearly|over|be|it|him|them|us|me|you|his|her|their|its|each|every|find|get|this|that)\\b)[a-z]{2,}",
  words:
    "the is are of and has have so in to for was were she he they it each left now there will need therefore thus",
  checks:
    "(?:(?:you|we|i|one) can (?:also |easily |quickly )?|to |let me |let's |let us )?(?:(?:quick|quickly|sanity|double|cross|final|a)[- ]?){0,3}(?:check(?:ing)?|verification|verify(?:ing)?|confirm(?:ation|ing)?)",
  corrects:
    "wait(?: a (?:minute|second|moment|sec))?|(?:hold|hang) on(?: a (?:minute|second|moment|sec))?|(?:one|just a) (?:moment|second|minute|sec)|on second thoughts?|come to think of it|(?:scratch|strike) that|correction|erratum|edit|oops|hmm+|sorry|(?:my )?apologies|my (?:mistake|bad)|no|actually",
  errs: "i (?:(?:see|made|found|noticed?|reali[sz]ed?|spotted) (?:my|an?|the) (?:[a-z]+ )?(?:mistake|error|slip)|(?:miscounted|miscalculated|misread|was wrong|forgot))",
  next: "(?:next|another|new) (?:problem|question|exercise|task)",
  because:
    "indeed,|because (?!.*,)|the reason is|(?:(?:let'?s|let us|(?:we|you|one) can|i|we|you) (?:(?:now|also|easily|quickly) )?|to )(?:(?:double|cross)[- ]?)?(?:check|verify|confirm)\\b|(?:i|we) (?:found|got|obtained|checked|tried) (?:this|these|it|them|that)\\b",
  earlier: "before|originally|original|initially|at first|at the (?:start|beginning)|previously",
  would: "would(?:n't)?",
  compares:
    "(?:more|less|fewer|higher|lower|older|younger|longer|shorter|larger|smaller|greater) than|(?:minutes?|hours?|days?|weeks?|months?|years?) (?:after|before|later|earlier)",
  rate: "(?:an?|per|each|every) (?:second|minute|hour|day|night|week|month|year|person|child|piece|one)",
};

export const LANGUAGES: readonly Language[] = [ENGLISH, ...SCRIPTED, ...LATIN];
