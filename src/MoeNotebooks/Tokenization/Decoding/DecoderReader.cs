using MoeNotebooks.Errors;
using MoeNotebooks.Tokenization.Patterns;
using MoeNotebooks.Tokenization.PreTokenization;

namespace MoeNotebooks.Tokenization.Decoding;

/// <summary>Reads the <c>decoder</c> of a tokenizer file.</summary>
internal static class DecoderReader
{
    /// <summary>Reads the steps, in order, as functions that put a stage before another.</summary>
    /// <param name="part">The field.</param>
    /// <param name="longestToken">The longest token's length: to strip more than that is a mistake.</param>
    public static IReadOnlyList<Func<DecoderStage, DecoderStage>> Read(JsonPart? part, int longestToken) =>
        part is null ? [next => new JoinStage(next)] : ReadOne(part.Value, longestToken).ToList();

    private static IEnumerable<Func<DecoderStage, DecoderStage>> ReadOne(JsonPart part, int longestToken)
    {
        var type = part.Required("type").Text();
        switch (type)
        {
            case "Sequence":
                part.OnlyKnown("type", "decoders");
                return part.Required("decoders").Items().SelectMany(step => ReadOne(step, longestToken));
            case "ByteLevel":
                part.OnlyKnown("type", "add_prefix_space", "trim_offsets", "use_regex");
                return [next => new ByteLevelStage(next)];
            case "ByteFallback":
                part.OnlyKnown("type");
                return [next => new ByteFallbackStage(next)];
            case "Fuse":
                part.OnlyKnown("type");
                return [next => new FuseStage(next)];
            default:
                return [ReadWithOptions(part, type, longestToken)];
        }
    }

    private static Func<DecoderStage, DecoderStage> ReadWithOptions(JsonPart part, string type, int longestToken)
    {
        switch (type)
        {
            case "Metaspace":
                var (replacement, scheme) = MetaspacePreTokenizer.ReadShared(part);
                return next => new MetaspaceStage(replacement, scheme != PrependScheme.Never, next);
            case "Strip":
                return ReadStrip(part, longestToken);
            case "Replace":
                return ReadReplace(part);
            case "BPEDecoder":
                part.OnlyKnown("type", "suffix");
                var suffix = part.Required("suffix").Text() is { Length: > 0 } text
                    ? text
                    : throw part.Error("the suffix is empty");
                return next => new SuffixStage(suffix, next);
            default:
                throw part.Error(
                    $"the decoder '{ErrorText.Name(type)}' is not supported",
                    "Supported: BPEDecoder, ByteFallback, ByteLevel, Fuse, Metaspace, Replace, Sequence, Strip"
                );
        }
    }

    private static Func<DecoderStage, DecoderStage> ReadStrip(JsonPart part, int longestToken)
    {
        part.OnlyKnown("type", "content", "start", "stop");
        var content = part.Required("content");
        var character = content.Text() is [var single] ? single : throw content.Error("is not one character");
        var (start, stop) = (
            part.Required("start").Whole(0, longestToken),
            part.Required("stop").Whole(0, longestToken)
        );
        return next => new StripStage(character, start, stop, next);
    }

    private static Func<DecoderStage, DecoderStage> ReadReplace(JsonPart part)
    {
        part.OnlyKnown("type", "pattern", "content");
        var pattern = PatternMatcher.Read(part.Required("pattern"));
        var content = part.Required("content");
        return pattern.IsLiteral || !content.Text().Contains('$')
            ? next => new ReplaceStage(pattern, content.Text(), next)
            : throw content.Error("a '$' in the replacement of a regular expression is not supported");
    }
}
