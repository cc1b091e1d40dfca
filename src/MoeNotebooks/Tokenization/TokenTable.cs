using MoeNotebooks.Tokenization.Bpe;

namespace MoeNotebooks.Tokenization;

/// <summary>All tokens of a file: the model's and the added ones.</summary>
internal sealed class TokenTable
{
    private readonly Vocabulary _vocabulary;
    private readonly Dictionary<int, AddedToken> _added;

    public TokenTable(Vocabulary vocabulary, IReadOnlyList<AddedToken> added)
    {
        (_vocabulary, Added) = (vocabulary, added);
        _added = added.ToDictionary(token => token.Id);
        Count = vocabulary.Ids.Union(_added.Keys).Count();
        LongestToken = Math.Max(
            vocabulary.LongestToken,
            added.Count == 0 ? 0 : added.Max(token => token.Content.Length)
        );
    }

    public IReadOnlyList<AddedToken> Added { get; }

    public int Count { get; }

    public int LongestToken { get; }

    public string? TextOf(int id) =>
        _added.TryGetValue(id, out var added) ? added.Content
        : _vocabulary.TryToken(id, out var token) ? token
        : null;

    public int? IdOf(string? text) =>
        text is null ? null
        : Added.FirstOrDefault(token => token.Content == text) is { } added ? added.Id
        : _vocabulary.TryId(text, out var id) ? id
        : null;

    /// <summary>The id, if it has a token.</summary>
    public int? Known(int? id) => id is { } value && TextOf(value) is not null ? id : null;

    public bool IsSpecial(int id) => _added.TryGetValue(id, out var added) && added.IsSpecial;
}
