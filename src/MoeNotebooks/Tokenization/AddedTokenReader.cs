using MoeNotebooks.Errors;
using MoeNotebooks.Tokenization.Bpe;

namespace MoeNotebooks.Tokenization;

/// <summary>Reads the <c>added_tokens</c> of a tokenizer file and checks that all ids fit together.</summary>
internal static class AddedTokenReader
{
    private static readonly string[] Fields =
    [
        "id",
        "content",
        "single_word",
        "lstrip",
        "rstrip",
        "normalized",
        "special",
    ];

    /// <summary>Reads the tokens; none where the field is absent.</summary>
    public static IReadOnlyList<AddedToken> Read(JsonPart root, Vocabulary vocabulary)
    {
        var tokens = new List<AddedToken>();
        var byId = new Dictionary<int, AddedToken>();
        var contents = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in root.Optional("added_tokens")?.Items() ?? [])
        {
            var token = ReadOne(item);
            CheckAgainst(item, token, vocabulary);
            if (!byId.TryAdd(token.Id, token))
            {
                throw item.Error(
                    $"'{ErrorText.Name(token.Content)}' has the id {token.Id} of '{ErrorText.Name(byId[token.Id].Content)}'"
                );
            }

            if (!contents.Add(token.Content))
            {
                throw item.Error($"'{ErrorText.Name(token.Content)}' is listed twice");
            }

            tokens.Add(token);
        }

        CheckGaps(root, vocabulary, byId.Keys);
        return tokens;
    }

    private static AddedToken ReadOne(JsonPart item)
    {
        item.OnlyKnown(Fields);
        var content = item.Required("content");
        return content.Text().Length == 0
            ? throw content.Error("an added token must not be empty")
            : new AddedToken(
                item.Required("id").Whole(0, int.MaxValue - 1),
                content.Text(),
                Flag("single_word"),
                Flag("lstrip"),
                Flag("rstrip"),
                Flag("normalized"),
                Flag("special")
            );

        bool Flag(string name) => item.Optional(name)?.Flag() ?? false;
    }

    private static void CheckAgainst(JsonPart item, AddedToken token, Vocabulary vocabulary)
    {
        if (vocabulary.TryToken(token.Id, out var other) && other != token.Content)
        {
            throw item.Error(
                $"'{ErrorText.Name(token.Content)}' has the id {token.Id}, which the vocabulary gives to '{ErrorText.Name(other)}'"
            );
        }

        if (vocabulary.TryId(token.Content, out var id) && id != token.Id)
        {
            throw item.Error(
                $"'{ErrorText.Name(token.Content)}' has the id {token.Id} here and {id} in the vocabulary"
            );
        }
    }

    /// <summary>
    /// Without gaps the ids are 0 .. n - 1, so that a size says all, and no array is ever sized by an id.
    /// </summary>
    private static void CheckGaps(JsonPart root, Vocabulary vocabulary, IEnumerable<int> added)
    {
        var ids = new HashSet<int>(vocabulary.Ids);
        ids.UnionWith(added);
        var missing = Enumerable.Range(0, ids.Count).Where(id => !ids.Contains(id)).Take(1).ToArray();
        if (missing.Length > 0)
        {
            throw root.Error(
                $"{ids.Count:N0} tokens have ids up to {ids.Max():N0}; the first missing id is {missing[0]:N0}"
            );
        }
    }
}
