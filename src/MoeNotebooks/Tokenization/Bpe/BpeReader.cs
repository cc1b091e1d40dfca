using MoeNotebooks.Errors;

namespace MoeNotebooks.Tokenization.Bpe;

/// <summary>Reads the <c>model</c> of a tokenizer file.</summary>
internal static class BpeReader
{
    /// <summary>Reads vocabulary, merges and options; every merge must lead from tokens to a token.</summary>
    /// <param name="part">The field.</param>
    /// <param name="writesBytes">Whether the model is handed plain text to write in bytes.</param>
    public static BpeModel Read(JsonPart part, bool writesBytes)
    {
        if (part.Optional("type") is { } type && type.Text() != "BPE")
        {
            throw part.Error($"the model '{ErrorText.Name(type.Text())}' is not supported", "Supported: BPE");
        }

        part.OnlyKnown(
            "type",
            "dropout",
            "unk_token",
            "continuing_subword_prefix",
            "end_of_word_suffix",
            "fuse_unk",
            "byte_fallback",
            "ignore_merges",
            "vocab",
            "merges"
        );
        if (part.Optional("dropout") is { } dropout && dropout.Value.GetRawText() is not ("0" or "0.0"))
        {
            throw dropout.Error("dropout makes ids random, which is not supported", "Set it to null");
        }

        var vocabulary = Vocabulary.Read(part.Required("vocab"));
        var options = ReadOptions(part, vocabulary);
        return new BpeModel(
            vocabulary,
            ReadMerges(part.Required("merges"), vocabulary, options.Prefix),
            options,
            writesBytes
        );
    }

    private static BpeOptions ReadOptions(JsonPart part, Vocabulary vocabulary)
    {
        int? unknown = null;
        if (part.Optional("unk_token") is { } token)
        {
            unknown = vocabulary.TryId(token.Text(), out var id)
                ? id
                : throw token.Error($"'{ErrorText.Name(token.Text())}' is not in the vocabulary");
        }

        return new BpeOptions(
            unknown,
            part.Optional("fuse_unk")?.Flag() ?? false,
            part.Optional("byte_fallback")?.Flag() ?? false,
            part.Optional("ignore_merges")?.Flag() ?? false,
            part.Optional("continuing_subword_prefix")?.Text() ?? string.Empty,
            part.Optional("end_of_word_suffix")?.Text() ?? string.Empty
        );
    }

    private static MergeTable ReadMerges(JsonPart part, Vocabulary vocabulary, string prefix)
    {
        var table = new MergeTable(part.IsList ? part.Value.GetArrayLength() : 0);
        foreach (var item in part.Items())
        {
            if (item.IsText && item.Text().StartsWith("#version", StringComparison.Ordinal))
            {
                continue;
            }

            var (left, right) = ReadPair(item);
            if (!right.StartsWith(prefix, StringComparison.Ordinal))
            {
                throw item.Error(
                    $"'{ErrorText.Name(right)}' does not begin with the prefix '{ErrorText.Name(prefix)}'"
                );
            }

            var result = left + right[prefix.Length..];
            table.Add(Id(item, left, vocabulary), Id(item, right, vocabulary), Id(item, result, vocabulary));
        }

        return table;
    }

    /// <summary>A merge is written <c>"a b"</c> or <c>["a", "b"]</c>.</summary>
    private static (string Left, string Right) ReadPair(JsonPart item)
    {
        var parts = item.IsText ? item.Text().Split(' ') : item.Items().Select(token => token.Text()).ToArray();
        return parts is [{ Length: > 0 }, { Length: > 0 }]
            ? (parts[0], parts[1])
            : throw item.Error("a merge must name two tokens");
    }

    private static int Id(JsonPart merge, string token, Vocabulary vocabulary) =>
        vocabulary.TryId(token, out var id)
            ? id
            : throw merge.Error($"the merge needs the token '{ErrorText.Name(token)}', which is not in the vocabulary");
}
