/** Every word of the page, in the languages of the coach. */

const plural = (n, one, many) => `${n} ${n === 1 ? one : many}`;

const en = {
  coach: "Posting coach", title: (company) => (company ? `${company} posting coach` : "Posting coach"),
  tabs: "What would you like to do?", ask: "Ask", check: "Check a draft",
  // asking
  welcome: "Ask me anything about posting on social media. I answer from our own policy and name the clause.",
  privacyAsk: "Is it a text you want to post? Check it under “Check a draft”, or paste it here.",
  starters: ["May I post about my work?", "Do I have to say where I work?", "A customer complains to me online. What now?", "I posted something I regret."],
  startersLabel: "To begin with", log: "Conversation", compose: "Your question", placeholder: "Type a question…",
  send: "Send", sendHint: "Enter sends, Shift + Enter starts a new line.", you: "You said", bot: "The coach says", writing: "The coach is writing…",
  notSent: "Not sent.", again: "Try again", offlineNow: "You are offline. What you type stays here.",
  passage: "From the policy", passageNote: "The nearest passage, not an answer to your question.",
  person: "A person can help", contact: "Ask", clause: "Clause", openCheck: "Open the draft box",
  // checking
  draft: "Your draft", draftPlaceholder: "Write or paste what you want to post…",
  platform: "Where", account: "From", counted: (n) => plural(n, "character", "characters"),
  platforms: { linkedin: "LinkedIn", x: "X", facebook: "Facebook", instagram: "Instagram", reddit: "Reddit", other: "Somewhere else" },
  accounts: { personal: "My own account", official: "A company account" },
  checkNow: "Check", checking: "Reading…", results: "What I found", keys: "moves through the findings; Enter on a finding selects its words; Esc returns to the draft.",
  intro: "I read along while you write.", introMore: "When words need care I underline them, name the clause, say why and offer other words. You decide.",
  privacy: "Your draft is checked, then forgotten. It is not stored and nobody is told.",
  legend: "The marks", severities: { error: "Change before posting", warning: "Please check", suggestion: "Could be better" },
  protectedShort: "Your right",
  verdicts: { clear: "Nothing stands in the way", ask: "Only you can tell", revise: "Please check before you post", stop: "Change this before you post" },
  clearMore: "I found nothing in these words that goes against our policy.",
  clearHints: "Nothing has to change. What follows is optional.",
  askMore: "Your answer decides.",
  counts: (e, w, s) => [e && plural(e, "place to change", "places to change"), w && plural(w, "place to check", "places to check"), s && plural(s, "idea", "ideas")].filter(Boolean).join(", "),
  goTo: "Show these words in the draft", wholeDraft: "The whole draft", why: "Why", use: "Use this wording", drop: "Leave these words out",
  trace: "How did I get there?", moved: "You changed these words. Checking again…", gone: "These words are no longer in the draft.",
  yes: "Yes", no: "No", answered: "You told me", change: "Take back",
  protectedTitle: "You may say this:", rewrite: "The whole text, rewritten", rewriteNote: "Checked again: it raises nothing new.",
  before: "Your text", after: "Suggested text", useText: "Use this text", copyText: "Copy", copied: "Copied", notCopied: "Could not copy. Select the text and copy it yourself.",
  applied: (key) => `Done. ${key} takes it back.`, toRewrite: "See the whole text rewritten",
  notChecked: "Not checked", unchecked: { pictures: "pictures", links: "what links lead to", truth: "whether it is true", audience: "who will read it", language: "a language I do not know well", learned: "what only the trained part would notice" },
  partial: "A part of the check could not run, so this is not the whole answer.",
  policy: "Policy version", failed: "I could not check this. Your text is unchanged.",
  errors: { offline: "I cannot reach the coach. Are you offline?", slow: "The coach takes too long to answer.", broken: "Something went wrong on our side.", refused: "That did not work." },
};

const fr = {
  coach: "Coach de publication", title: (company) => (company ? `Coach de publication ${company}` : "Coach de publication"),
  tabs: "Que souhaitez-vous faire ?", ask: "Poser une question", check: "Vérifier un brouillon",
  welcome: "Posez-moi vos questions sur les réseaux sociaux. Je réponds d’après nos propres règles et je cite laquelle.",
  privacyAsk: "C’est un texte que vous voulez publier ? Vérifiez-le sous « Vérifier un brouillon », ou collez-le ici.",
  starters: ["Puis-je publier sur mon travail ?", "Dois-je dire où je travaille ?", "Un client se plaint à moi en ligne. Que faire ?", "J’ai publié quelque chose que je regrette."],
  startersLabel: "Pour commencer", log: "Conversation", compose: "Votre question", placeholder: "Écrivez une question…",
  send: "Envoyer", sendHint: "Entrée envoie, Maj + Entrée va à la ligne.", you: "Vous avez dit", bot: "Le coach répond", writing: "Le coach écrit…",
  notSent: "Non envoyé.", again: "Réessayer", offlineNow: "Vous êtes hors ligne. Ce que vous écrivez reste ici.",
  passage: "Extrait des règles", passageNote: "Le passage le plus proche, pas une réponse à votre question.",
  person: "Quelqu’un peut vous aider", contact: "À qui demander", clause: "Règle", openCheck: "Ouvrir la zone de brouillon",
  draft: "Votre brouillon", draftPlaceholder: "Écrivez ou collez ce que vous voulez publier…",
  platform: "Où", account: "Depuis", counted: (n) => `${n} ${n < 2 ? "caractère" : "caractères"}`,
  platforms: { ...en.platforms, other: "Ailleurs" },
  accounts: { personal: "Mon compte", official: "Un compte de l’entreprise" },
  checkNow: "Vérifier", checking: "Je lis…", results: "Ce que j’ai trouvé", keys: "parcourt les remarques ; Entrée sur une remarque sélectionne ses mots ; Échap ramène au brouillon.",
  intro: "Je lis pendant que vous écrivez.", introMore: "Quand des mots demandent de l’attention, je les souligne, je cite la règle, je dis pourquoi et j’en propose d’autres. Vous décidez.",
  privacy: "Votre brouillon est vérifié, puis oublié. Il n’est pas enregistré et personne n’en est informé.",
  legend: "Les marques", severities: { error: "À changer avant de publier", warning: "À vérifier", suggestion: "Peut être mieux" },
  protectedShort: "Votre droit",
  verdicts: { clear: "Rien ne s’y oppose", ask: "Vous seul pouvez le savoir", revise: "À vérifier avant de publier", stop: "À changer avant de publier" },
  clearMore: "Je n’ai rien trouvé dans ces mots que les règles demandent de changer.",
  clearHints: "Rien ne doit changer. Ce qui suit est facultatif.",
  askMore: "Votre réponse décide.",
  counts: (e, w, s) => [e && plural(e, "passage à changer", "passages à changer"), w && plural(w, "passage à vérifier", "passages à vérifier"), s && plural(s, "idée", "idées")].filter(Boolean).join(", "),
  goTo: "Montrer ces mots dans le brouillon", wholeDraft: "Le brouillon entier", why: "Pourquoi", use: "Prendre ces mots", drop: "Supprimer ces mots",
  trace: "Comment y suis-je arrivé ?", moved: "Vous avez changé ces mots. Je vérifie à nouveau…", gone: "Ces mots ne sont plus dans le brouillon.",
  yes: "Oui", no: "Non", answered: "Vous m’avez dit", change: "Retirer",
  protectedTitle: "Vous pouvez le dire :", rewrite: "Le texte entier, réécrit", rewriteNote: "Vérifié à nouveau : il ne soulève rien de plus.",
  before: "Votre texte", after: "Texte proposé", useText: "Prendre ce texte", copyText: "Copier", copied: "Copié", notCopied: "La copie a échoué. Sélectionnez le texte et copiez-le vous-même.",
  applied: (key) => `C’est fait. ${key} annule.`, toRewrite: "Voir le texte entier, réécrit",
  notChecked: "Non vérifié", unchecked: { pictures: "les images", links: "le contenu des liens", truth: "si c’est vrai", audience: "qui le lira", language: "une langue que je connais mal", learned: "ce que seule la partie entraînée remarquerait" },
  partial: "Une partie de la vérification n’a pas pu se faire : la réponse n’est pas complète.",
  policy: "Version des règles", failed: "Je n’ai pas pu vérifier ce texte. Il est inchangé.",
  errors: { offline: "Je n’arrive pas à joindre le coach. Êtes-vous hors ligne ?", slow: "Le coach met trop de temps à répondre.", broken: "Un problème est survenu de notre côté.", refused: "Cela n’a pas marché." },
};

const nl = {
  coach: "Postcoach", title: (company) => (company ? `Postcoach van ${company}` : "Postcoach"),
  tabs: "Wat wilt u doen?", ask: "Vraag stellen", check: "Ontwerp nakijken",
  welcome: "Vraag me alles over berichten op sociale media. Ik antwoord uit onze eigen richtlijnen en zeg welke.",
  privacyAsk: "Is het een tekst die u wilt plaatsen? Kijk hem na onder “Ontwerp nakijken”, of plak hem hier.",
  starters: ["Mag ik over mijn werk posten?", "Moet ik zeggen waar ik werk?", "Een klant klaagt online bij mij. Wat nu?", "Ik heb iets geplaatst waar ik spijt van heb."],
  startersLabel: "Om te beginnen", log: "Gesprek", compose: "Uw vraag", placeholder: "Typ een vraag…",
  send: "Versturen", sendHint: "Enter verstuurt, Shift + Enter begint een nieuwe regel.", you: "U zei", bot: "De coach zegt", writing: "De coach schrijft…",
  notSent: "Niet verstuurd.", again: "Probeer opnieuw", offlineNow: "U bent offline. Wat u typt, blijft hier staan.",
  passage: "Uit de richtlijnen", passageNote: "De passage die het dichtst in de buurt komt, geen antwoord op uw vraag.",
  person: "Iemand kan u helpen", contact: "Navragen bij", clause: "Richtlijn", openCheck: "Open het tekstvak",
  draft: "Uw ontwerp", draftPlaceholder: "Schrijf of plak wat u wilt plaatsen…",
  platform: "Waar", account: "Vanaf", counted: (n) => plural(n, "teken", "tekens"),
  platforms: { ...en.platforms, other: "Ergens anders" },
  accounts: { personal: "Mijn eigen account", official: "Een account van het bedrijf" },
  checkNow: "Nakijken", checking: "Ik lees…", results: "Wat ik vond", keys: "loopt door de opmerkingen; Enter op een opmerking selecteert de woorden; Esc gaat terug naar het ontwerp.",
  intro: "Ik lees mee terwijl u schrijft.", introMore: "Waar woorden aandacht vragen, onderstreep ik ze, noem ik de richtlijn, zeg ik waarom en stel ik andere voor. U beslist.",
  privacy: "Uw ontwerp wordt nagekeken en dan vergeten. Het wordt niet opgeslagen en niemand krijgt het te horen.",
  legend: "De strepen", severities: { error: "Aanpassen voor u plaatst", warning: "Graag nakijken", suggestion: "Kan beter" },
  protectedShort: "Uw recht",
  verdicts: { clear: "Niets staat in de weg", ask: "Dit kunt alleen u weten", revise: "Graag nakijken voor u plaatst", stop: "Aanpassen voor u plaatst" },
  clearMore: "Ik vond in deze woorden niets dat u volgens de richtlijnen moet aanpassen.",
  clearHints: "Er hoeft niets te veranderen. Wat volgt is vrijblijvend.",
  askMore: "Uw antwoord beslist.",
  counts: (e, w, s) => [e && plural(e, "plaats om aan te passen", "plaatsen om aan te passen"), w && plural(w, "plaats om na te kijken", "plaatsen om na te kijken"), s && plural(s, "idee", "ideeën")].filter(Boolean).join(", "),
  goTo: "Toon deze woorden in het ontwerp", wholeDraft: "Het hele ontwerp", why: "Waarom", use: "Neem deze woorden", drop: "Laat deze woorden weg",
  trace: "Hoe kwam ik daarbij?", moved: "U hebt deze woorden gewijzigd. Ik kijk opnieuw…", gone: "Deze woorden staan niet meer in het ontwerp.",
  yes: "Ja", no: "Nee", answered: "U zei me", change: "Neem terug",
  protectedTitle: "Dit mag u zeggen:", rewrite: "De hele tekst, herschreven", rewriteNote: "Opnieuw nagekeken: er komt niets nieuws bij.",
  before: "Uw tekst", after: "Voorgestelde tekst", useText: "Neem deze tekst", copyText: "Kopiëren", copied: "Gekopieerd", notCopied: "Kopiëren lukte niet. Selecteer de tekst en kopieer hem zelf.",
  applied: (key) => `Klaar. ${key} maakt het ongedaan.`, toRewrite: "Bekijk de hele tekst, herschreven",
  notChecked: "Niet nagekeken", unchecked: { pictures: "beelden", links: "waar links naartoe leiden", truth: "of het waar is", audience: "wie het zal lezen", language: "een taal die ik niet goed ken", learned: "wat alleen het getrainde deel zou opmerken" },
  partial: "Een deel van de controle kon niet lopen, dus dit is niet het volledige antwoord.",
  policy: "Versie van de richtlijnen", failed: "Ik kon dit niet nakijken. Uw tekst is ongewijzigd.",
  errors: { offline: "Ik kan de coach niet bereiken. Bent u offline?", slow: "De coach doet er te lang over.", broken: "Er ging iets mis aan onze kant.", refused: "Dat lukte niet." },
};

const LANGUAGES = { en, fr, nl };

/** The first of the wished languages that the page speaks, else English. */
export function languageOf(wished) {
  for (const tag of wished) {
    const language = String(tag ?? "").slice(0, 2).toLowerCase();
    if (language in LANGUAGES) return language;
  }
  return "en";
}

export const stringsIn = (language) => LANGUAGES[language];
