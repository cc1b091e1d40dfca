using System.Diagnostics.CodeAnalysis;

namespace MoeNotebooks.Tokenization.Bpe;

/// <summary>A model's tokens and their ids, both ways.</summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<string, int> _ids;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _byText;
    private readonly Dictionary<int, string> _tokens;

    private Vocabulary(Dictionary<string, int> ids, Dictionary<int, string> tokens)
    {
        (_ids, _tokens) = (ids, tokens);
        _byText = ids.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The longest token's UTF-16 units.</summary>
    public int LongestToken => _ids.Count == 0 ? 0 : _ids.Keys.Max(token => token.Length);

    /// <summary>All ids, in no order.</summary>
    public IReadOnlyCollection<int> Ids => _tokens.Keys;

    /// <summary>Reads <c>{"token": id, ...}</c>; negative and repeated ids are errors.</summary>
    public static Vocabulary Read(JsonPart part)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var tokens = new Dictionary<int, string>();
        foreach (var (token, value) in part.Members())
        {
            var id = (value with { Where = $"{part.Where}['{Errors.ErrorText.Name(token)}']" }).Whole(
                0,
                int.MaxValue - 1
            );
            if (!tokens.TryAdd(id, token))
            {
                throw part.Error(
                    $"the tokens '{Errors.ErrorText.Name(tokens[id])}' and '{Errors.ErrorText.Name(token)}' have the same id {id}"
                );
            }

            ids.Add(token, id);
        }

        return new Vocabulary(ids, tokens);
    }

    public bool TryId(ReadOnlySpan<char> token, out int id) => _byText.TryGetValue(token, out id);

    public bool TryToken(int id, [NotNullWhen(true)] out string? token) => _tokens.TryGetValue(id, out token);
}
