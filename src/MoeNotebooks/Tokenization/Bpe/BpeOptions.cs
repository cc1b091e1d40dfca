namespace MoeNotebooks.Tokenization.Bpe;

/// <summary>How a BPE model treats what merges alone do not settle.</summary>
/// <param name="UnknownId">The token for characters outside the vocabulary; null drops them, as the reference
/// does.</param>
/// <param name="FuseUnknown">Whether unknown characters in a row become one token.</param>
/// <param name="ByteFallback">Whether characters outside the vocabulary become tokens such as
/// <c>&lt;0xE2&gt;</c>.</param>
/// <param name="IgnoreMerges">Whether a piece that is itself in the vocabulary is its own token.</param>
/// <param name="Prefix">Put before every character but a piece's first, to look it up.</param>
/// <param name="Suffix">Put after a piece's last character, to look it up.</param>
internal sealed record BpeOptions(
    int? UnknownId,
    bool FuseUnknown,
    bool ByteFallback,
    bool IgnoreMerges,
    string Prefix,
    string Suffix
);
