namespace MoeNotebooks.Server;

/// <summary>Words of a request inside a message: without control characters, and short.</summary>
internal static class Wording
{
    private const int Longest = 100;

    public static string Name(string text) =>
        string.Concat(text.Take(Longest).Select(c => char.IsControl(c) ? '?' : c))
        + (text.Length > Longest ? "…" : string.Empty);
}
