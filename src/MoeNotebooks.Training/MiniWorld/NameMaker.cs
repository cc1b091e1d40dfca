namespace MoeNotebooks.Training.MiniWorld;

/// <summary>
/// Makes names that are no English words, each once: an open syllable and a closed one, so that many names share few
/// syllables.
/// </summary>
internal sealed class NameMaker(Random random)
{
    /// <summary>What names begin with.</summary>
    public static readonly string[] Open =
    [
        "ba",
        "be",
        "bo",
        "da",
        "di",
        "du",
        "fe",
        "fo",
        "ga",
        "gi",
        "ho",
        "hu",
        "ka",
        "ki",
        "la",
        "lu",
        "me",
        "mo",
        "ne",
        "nu",
        "pa",
        "po",
        "ra",
        "ri",
        "sa",
        "su",
        "ta",
        "to",
        "vi",
        "wu",
        "ze",
        "zo",
    ];

    /// <summary>What names end in.</summary>
    public static readonly string[] Closed =
    [
        "bax",
        "bik",
        "dal",
        "dum",
        "fet",
        "fol",
        "gan",
        "gub",
        "hin",
        "hox",
        "kem",
        "kur",
        "lat",
        "lim",
        "mib",
        "mok",
        "nad",
        "nol",
        "pex",
        "pur",
        "rel",
        "rog",
        "sak",
        "sif",
        "tam",
        "tuk",
        "vel",
        "vor",
        "wex",
        "wip",
        "zan",
        "zul",
    ];

    private readonly HashSet<string> _used = [];

    public string Next()
    {
        string name;
        do
        {
            name = random.Pick(Open) + random.Pick(Closed);
        } while (!_used.Add(name));
        return name;
    }

    /// <summary>Persons' names are written with a capital.</summary>
    public static string For(EntityKind kind, string name) =>
        kind == EntityKind.Person ? char.ToUpperInvariant(name[0]) + name[1..] : name;
}
