namespace MoeNotebooks.Training.MiniWorld;

/// <summary>Makes names that are no English words, each once: two open syllables and a consonant.</summary>
internal sealed class NameMaker(Random random)
{
    private static readonly string[] Starts =
        ["b", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "z", "br", "dr", "gl", "kr", "pl", "st", "tr"];

    private static readonly string[] Vowels = ["a", "e", "i", "o", "u"];
    private static readonly string[] Ends = ["n", "l", "r", "m", "x", "b", "k", "t"];

    private readonly HashSet<string> _used = [];

    public string Next()
    {
        string name;
        do
        {
            name = One(Starts) + One(Vowels) + One(Starts) + One(Vowels) + One(Ends);
        }
        while (!_used.Add(name));
        return name;
    }

    /// <summary>Persons' names are written with a capital.</summary>
    public static string For(EntityKind kind, string name) => kind == EntityKind.Person ? char.ToUpperInvariant(name[0]) + name[1..] : name;

    private string One(string[] from) => from[random.Next(from.Length)];
}
