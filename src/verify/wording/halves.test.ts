// Times of day of which two texts name different halves.
import { describeKinds } from "../../../tests/judged-kinds.ts";

describeKinds([
  {
    name: "halves of the day",
    why: "8 in the evening is not 8 in the morning, in any language; one side may leave the half out",
    same: [
      ["وصلت العائلة الساعة 8 مساءً.", "8 مساءً"],
      ["Der Zug kommt um 8 Uhr abends an.", "8 Uhr"],
      ["Le train arrive à 8 heures du soir.", "8 heures"],
      ["8 a.m., 5 p.m.", "5 PM, 8 AM"],
    ],
    different: [
      ["بدأت الرحلة الساعة 2 ظهرًا.\n\n2 + 6 = 8\n\nإذن وصلت العائلة الساعة 8 مساءً.", "8 صباحًا"],
      ["Der Zug kommt um 8 Uhr abends an.", "8 Uhr morgens"],
      ["Le train arrive à 8 heures du soir.", "8 heures du matin"],
      ["Pociąg przyjeżdża o 8 wieczorem.", "8 rano"],
      ["O trem chega às 8 da noite.", "8 da manhã"],
      ["El tren llega a las 8 de la tarde.", "8 de la mañana"],
      ["Поезд прибывает в 8 часов вечера.", "8 часов утра"],
    ],
  },
]);
