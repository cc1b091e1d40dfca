namespace MoeNotebooks.Tokenization.PreTokenization;

/// <summary>Writes spaces as a visible character, prefixes one, and splits before each.</summary>
internal sealed class MetaspacePreTokenizer(char replacement, PrependScheme scheme, bool split) : PreTokenizer
{
    /// <summary>Reads the step.</summary>
    public static MetaspacePreTokenizer Read(JsonPart part)
    {
        var (replacement, scheme) = ReadShared(part);
        return new MetaspacePreTokenizer(replacement, scheme, part.Optional("split")?.Flag() ?? true);
    }

    /// <summary>Reads the fields that the decoder of the same name has too.</summary>
    public static (char Replacement, PrependScheme Scheme) ReadShared(JsonPart part)
    {
        part.OnlyKnown("type", "replacement", "str_rep", "add_prefix_space", "prepend_scheme", "split");
        var replacement = part.Required("replacement");
        var scheme = part.Optional("prepend_scheme");
        var prefixes = part.Optional("add_prefix_space")?.Flag() ?? true;
        return (
            replacement.Text() is { Length: 1 } text ? text[0] : throw replacement.Error("is not one character"),
            scheme?.Text() switch
            {
                null => prefixes ? PrependScheme.Always : PrependScheme.Never,
                "always" => PrependScheme.Always,
                "first" => PrependScheme.First,
                "never" => PrependScheme.Never,
                _ => throw scheme.Value.Error("is none of 'always', 'first', 'never'"),
            }
        );
    }

    public override void Split(Piece piece, List<Piece> into)
    {
        var text = piece.Text.ToString().Replace(' ', replacement);
        var prefixes = scheme == PrependScheme.Always || (scheme == PrependScheme.First && piece.AtStart);
        var whole = Piece.Whole(prefixes && text[0] != replacement ? replacement + text : text, piece.AtStart);
        var start = 0;
        for (var i = 1; split && i < whole.Length; i++)
        {
            if (whole.Source[i] == replacement)
            {
                into.Add(whole.Part(start, i));
                start = i;
            }
        }

        into.Add(whole.Part(start, whole.Length));
    }
}
