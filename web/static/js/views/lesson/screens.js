// What is wrong with the picture of a screen, in words. The PC says the first three; the last is found here.

const WORDS = {
  black: 'Its screen is black',
  frozen: 'Its picture is frozen',
  excluded: 'Its screen cannot be captured',
  refused: 'It sent a picture that is not shown, as it may be harmful',
};

/** Empty when the picture is what a person at the PC sees. `shown` is what the book of pictures has. */
export function screenWords(shown) {
  return WORDS[shown?.state] ?? '';
}
