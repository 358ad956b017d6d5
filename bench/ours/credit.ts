// Credit, baseline and whitening of a million tokens (bench/credit.ts), in a process of its own.
import { benchCredit } from "../credit.ts";
import { peakBytes, readRequest, sendReply } from "../protocol.ts";

readRequest();
const baselineBytes = peakBytes();
const { seconds, tokens } = await benchCredit();
sendReply({ seconds: [seconds], tokens: [tokens], threads: 1, baselineBytes }, {});
