using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Retention.Workflows.Channels.Reports;

/// <summary>The words with which customers end and resume text messages. A message that is only such a word is a preference.</summary>
/// <remarks>
/// The English words are those that carriers reserve: https://help.twilio.com/articles/223134027. The others are usual in their languages.
/// </remarks>
internal static class StopWords
{
    private static readonly FrozenSet<string> Stop = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
    [
        "STOP", "STOPALL", "STOP ALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "OPTOUT", "OPT OUT", "OPT-OUT", "REVOKE", // en
        "ODHLASIT", "ODHLÁSIT", "ZRUSIT", "ZRUŠIT", "ZRUŠIŤ", "ODHLÁSIŤ", "KONEC", "KONIEC",                             // cs, sk
        "STOPP", "ABMELDEN", "ENDE", "ABBESTELLEN", "STOPPEN", "AFMELDEN",                                               // de, nl
        "ARRET", "ARRÊT", "ARRETER", "ARRÊTER", "DESABONNER", "DÉSABONNER",                                              // fr
        "ALTO", "BAJA", "PARAR", "CANCELAR", "DETENER", "SAIR",                                                          // es, pt
        "ANNULLA", "CANCELLA", "BASTA",                                                                                  // it
        "WYPISZ", "REZYGNUJE", "REZYGNUJĘ", "AVSLUTA", "AVMELD", "AFMELD", "LEIRATKOZÁS", "LEIRATKOZAS",                 // pl, sv, no, da, hu
        "LOPETA", "PERU", "LÕPETA", "STABDYTI", "ATTEIKTIES", "ODJAVA", "ODJAVI", "DEZABONARE",                          // fi, et, lt, lv, hr, sl, ro
        "СТОП", "ОТКАЗ", "ОТПИСВАНЕ", "ВІДПИСАТИСЯ", "СКАСУВАТИ", "ΔΙΑΓΡΑΦΗ", "ΣΤΟΠ",                                    // bg, uk, el
    ]);

    private static readonly FrozenSet<string> Resume = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        ["START", "UNSTOP", "YES", "RESUME", "SUBSCRIBE", "PRIHLASIT", "PŘIHLÁSIT", "ANMELDEN", "INICIAR", "REPRENDRE"]);

    private static readonly FrozenSet<string> Help = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        ["HELP", "INFO", "HILFE", "AIDE", "AYUDA", "POMOC"]);

    internal static PreferenceKind? KindOf(string? text, IReadOnlyCollection<string>? moreStopWords)
    {
        var word = Word(text ?? "");
        if (word.Length == 0)
            return null;
        if (Stop.Contains(word) || (moreStopWords?.Contains(word, StringComparer.OrdinalIgnoreCase) ?? false))
            return PreferenceKind.Stop;
        if (Resume.Contains(word))
            return PreferenceKind.Resume;
        return Help.Contains(word) ? PreferenceKind.Help : null;
    }

    /// <summary>
    /// The text without what stands around a word: white space, punctuation, symbols such as emoji, and invisible characters.
    /// </summary>
    private static string Word(string text)
    {
        var runes = text.EnumerateRunes().Where(static rune => Rune.GetUnicodeCategory(rune) != UnicodeCategory.Format).ToList();
        var first = runes.FindIndex(static rune => Rune.IsLetterOrDigit(rune));
        if (first < 0)
            return "";
        var last = runes.FindLastIndex(static rune => Rune.IsLetterOrDigit(rune) || IsMark(rune));
        return string.Concat(runes[first..(last + 1)]).Normalize(NormalizationForm.FormC);
    }

    /// <summary>A mark belongs to the letter before it, in a text that was decomposed.</summary>
    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark;
}
