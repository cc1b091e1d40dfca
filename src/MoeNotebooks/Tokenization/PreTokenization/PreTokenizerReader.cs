using MoeNotebooks.Errors;
using MoeNotebooks.Tokenization.Patterns;
using MoeNotebooks.Tokenization.Unicode;

namespace MoeNotebooks.Tokenization.PreTokenization;

/// <summary>Reads the <c>pre_tokenizer</c> of a tokenizer file.</summary>
internal static class PreTokenizerReader
{
    /// <summary>Punctuation of Unicode 8.0, as the reference has it, and all of ASCII's.</summary>
    private static readonly string Punctuation =
        "[$+<=>^`|~"
        + string.Concat(
            RangeTable.Components.Named("Punctuation")!.Select(range => $"\\x{{{range.Low:X}}}-\\x{{{range.High:X}}}")
        )
        + "]";

    /// <summary>Reads the steps; none where the field is absent.</summary>
    public static IReadOnlyList<PreTokenizer> Read(JsonPart? part) => part is null ? [] : ReadOne(part.Value).ToList();

    private static IEnumerable<PreTokenizer> ReadOne(JsonPart part)
    {
        var type = part.Required("type").Text();
        switch (type)
        {
            case "Sequence":
                part.OnlyKnown("type", "pretokenizers");
                return part.Required("pretokenizers").Items().SelectMany(ReadOne);
            case "ByteLevel":
                return [ByteLevelPreTokenizer.Read(part)];
            case "Metaspace":
                return [MetaspacePreTokenizer.Read(part)];
            case "FixedLength":
                part.OnlyKnown("type", "length");
                return [new FixedLengthPreTokenizer(part.Required("length").Whole(1, int.MaxValue))];
            case "Split":
                part.OnlyKnown("type", "pattern", "behavior", "invert");
                return
                [
                    new SplitPreTokenizer(
                        PatternMatcher.Read(part.Required("pattern")),
                        ReadBehavior(part.Required("behavior")),
                        part.Optional("invert")?.Flag() ?? false
                    ),
                ];
            default:
                return [ReadSimple(part, type)];
        }
    }

    private static SplitPreTokenizer ReadSimple(JsonPart part, string type)
    {
        switch (type)
        {
            case "Digits":
                part.OnlyKnown("type", "individual_digits");
                var single = part.Optional("individual_digits")?.Flag() ?? false;
                return new(
                    PatternMatcher.FromText(part, @"\p{N}"),
                    single ? SplitBehavior.Isolated : SplitBehavior.Contiguous
                );
            case "Punctuation":
                part.OnlyKnown("type", "behavior");
                var behavior = part.Optional("behavior");
                return new(
                    PatternMatcher.FromText(part, Punctuation),
                    behavior is null ? SplitBehavior.Isolated : ReadBehavior(behavior.Value)
                );
            case "Whitespace":
                part.OnlyKnown("type");
                return new(
                    PatternMatcher.FromText(
                        part,
                        $@"[{WordCharacters.WithJoiners}]+|[^{WordCharacters.WithJoiners}\s]+"
                    ),
                    SplitBehavior.Removed,
                    invert: true
                );
            case "WhitespaceSplit":
                part.OnlyKnown("type");
                return new(PatternMatcher.FromText(part, @"\s"), SplitBehavior.Removed);
            case "CharDelimiterSplit":
                part.OnlyKnown("type", "delimiter");
                return new(PatternMatcher.Create(part.Required("delimiter"), literal: true), SplitBehavior.Removed);
            default:
                throw part.Error(
                    $"the pre-tokenizer '{ErrorText.Name(type)}' is not supported",
                    "Supported: ByteLevel, CharDelimiterSplit, Digits, FixedLength, Metaspace, Punctuation, Sequence, Split, Whitespace, WhitespaceSplit"
                );
        }
    }

    private static SplitBehavior ReadBehavior(JsonPart part) =>
        part.Text() switch
        {
            "Removed" => SplitBehavior.Removed,
            "Isolated" => SplitBehavior.Isolated,
            "MergedWithPrevious" => SplitBehavior.MergedWithPrevious,
            "MergedWithNext" => SplitBehavior.MergedWithNext,
            "Contiguous" => SplitBehavior.Contiguous,
            _ => throw part.Error("is none of Removed, Isolated, MergedWithPrevious, MergedWithNext, Contiguous"),
        };
}
