namespace MoeNotebooks.Tokenization.PreTokenization;

/// <summary>A part of a text on its way to the model.</summary>
/// <param name="Source">The text it lies in.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="Length">UTF-16 units, at least 1.</param>
/// <param name="AtStart">Whether its first character is the first of the whole input.</param>
internal readonly record struct Piece(string Source, int Start, int Length, bool AtStart)
{
    public ReadOnlySpan<char> Text => Source.AsSpan(Start, Length);

    public static Piece Whole(string text, bool atStart) => new(text, 0, text.Length, atStart);

    /// <summary>
    /// The part from <paramref name="from"/> to <paramref name="to"/>, counted from this piece's own start.
    /// </summary>
    public Piece Part(int from, int to) => new(Source, Start + from, to - from, AtStart && from == 0);
}
