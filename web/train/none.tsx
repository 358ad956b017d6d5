// In the place of lazy.tsx where a run stands in a file: nothing can be trained there.
export function TrainHere() {
  return null;
}
TrainHere.there = false;
