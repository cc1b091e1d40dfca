using MoeNotebooks.Errors;

namespace MoeNotebooks.Tokenization;

/// <summary>Reads the <c>post_processor</c> of a tokenizer file, as far as it concerns the ids of one text.</summary>
internal sealed class PostProcessorReader(Func<int, string?> tokenOf)
{
    /// <summary>Reads the template; nothing where the field is absent.</summary>
    public SpecialTemplate Read(JsonPart? part)
    {
        if (part is null)
        {
            return SpecialTemplate.Nothing;
        }

        var templates = ReadOne(part.Value).Where(template => !template.IsNothing).ToList();
        return templates.Count switch
        {
            0 => SpecialTemplate.Nothing,
            1 => templates[0],
            _ => throw part.Value.Error("more than one step adds special tokens, which is not supported"),
        };
    }

    private IEnumerable<SpecialTemplate> ReadOne(JsonPart part)
    {
        var type = part.Required("type").Text();
        switch (type)
        {
            case "Sequence":
                part.OnlyKnown("type", "processors");
                return part.Required("processors").Items().SelectMany(ReadOne);
            case "ByteLevel":
                part.OnlyKnown("type", "add_prefix_space", "trim_offsets", "use_regex");
                return []; // concerns offsets only
            case "RobertaProcessing" or "BertProcessing":
                part.OnlyKnown("type", "sep", "cls", "trim_offsets", "add_prefix_space");
                return [new SpecialTemplate([ReadPair(part.Required("cls"))], [ReadPair(part.Required("sep"))])];
            case "TemplateProcessing":
                return [ReadTemplate(part)];
            default:
                throw part.Error(
                    $"the post-processor '{ErrorText.Name(type)}' is not supported",
                    "Supported: BertProcessing, ByteLevel, RobertaProcessing, Sequence, TemplateProcessing"
                );
        }
    }

    /// <summary>A token written <c>["&lt;s&gt;", 1]</c>.</summary>
    private int ReadPair(JsonPart part) =>
        part.Items().ToList() is [_, var id] ? Known(id) : throw part.Error("is not a token and its id");

    private SpecialTemplate ReadTemplate(JsonPart part)
    {
        part.OnlyKnown("type", "single", "pair", "special_tokens");
        var (before, after) = (new List<int>(), new List<int>());
        var texts = 0;
        foreach (var piece in part.Required("single").Items())
        {
            if (piece.Optional("SpecialToken") is { } special)
            {
                (texts == 0 ? before : after).AddRange(ReadSpecial(part, special));
            }
            else if (piece.Required("Sequence").Required("id") is { } sequence && sequence.Text() != "A")
            {
                throw sequence.Error("a template for one text can only hold the sequence A");
            }
            else
            {
                texts++;
            }
        }

        return texts == 1
            ? new SpecialTemplate(before, after)
            : throw part.Error($"the template holds the text {texts} times, not once");
    }

    private List<int> ReadSpecial(JsonPart part, JsonPart special)
    {
        var name = special.Required("id").Text();
        var tokens = part.Required("special_tokens");
        var token = tokens.Optional(name)
            ?? throw tokens.Error($"the template's special token '{ErrorText.Name(name)}' is missing");
        return token.Required("ids").Items().Select(Known).ToList();
    }

    private int Known(JsonPart part)
    {
        var id = part.Whole(0, int.MaxValue - 1);
        return tokenOf(id) is null ? throw part.Error($"the id {id} of a special token has no token") : id;
    }
}
