using System.Text.Encodings.Web;
using System.Text.Json;
using MoeNotebooks.Files;
using MoeNotebooks.Tokenization;
using MoeNotebooks.Tokenization.PreTokenization;

namespace MoeNotebooks.Training.Tokenizer;

/// <summary>Writes a tokenizer as Hugging Face's <c>tokenizer.json</c> and <c>tokenizer_config.json</c>.</summary>
internal static class TokenizerFiles
{
    private static readonly object PreTokenizer = new
    {
        type = "ByteLevel",
        add_prefix_space = false,
        trim_offsets = true,
        use_regex = true,
    };

    private static readonly ByteLevelPreTokenizer Splitter = ByteLevelPreTokenizer.Read(
        JsonPart.Parse("tokenizer.json", JsonSerializer.SerializeToUtf8Bytes(PreTokenizer))
    );

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The tokenizer that the files describe, as the library reads it.</summary>
    public static ITokenizer Read(MiniTokenizer tokenizer) =>
        TokenizerJson.Build(
            JsonPart.Parse("tokenizer.json", JsonSerializer.SerializeToUtf8Bytes(Tokenizer(tokenizer))),
            new TokenizerSettings(
                MiniTokenizer.EndOfText,
                MiniTokenizer.EndOfText,
                0,
                0,
                AddBosToken: true,
                tokenizer.Vocabulary.Count
            ),
            BosMode.Auto
        );

    /// <summary>The words into which the tokenizer cuts a text, in the byte-level alphabet.</summary>
    public static IEnumerable<string> Words(string text)
    {
        var pieces = new List<Piece>();
        Splitter.Split(Piece.Whole(text, atStart: true), pieces);
        return pieces.Select(piece => piece.Text.ToString());
    }

    public static void Write(MiniTokenizer tokenizer, int longestText, string folder)
    {
        AtomicFile.WriteText(Path.Combine(folder, "tokenizer.json"), Serialize(Tokenizer(tokenizer)));
        AtomicFile.WriteText(
            Path.Combine(folder, "tokenizer_config.json"),
            Serialize(
                new
                {
                    tokenizer_class = "PreTrainedTokenizerFast",
                    bos_token = MiniTokenizer.EndOfText,
                    eos_token = MiniTokenizer.EndOfText,
                    add_bos_token = true,
                    clean_up_tokenization_spaces = false,
                    model_max_length = longestText,
                }
            )
        );
    }

    private static string Serialize(object value) => JsonSerializer.Serialize(value, Indented) + "\n";

    private static object Tokenizer(MiniTokenizer tokenizer) =>
        new
        {
            version = "1.0",
            truncation = (object?)null,
            padding = (object?)null,
            added_tokens = new[]
            {
                new
                {
                    id = 0,
                    content = MiniTokenizer.EndOfText,
                    single_word = false,
                    lstrip = false,
                    rstrip = false,
                    normalized = false,
                    special = true,
                },
            },
            normalizer = (object?)null,
            pre_tokenizer = PreTokenizer,
            post_processor = PostProcessor(),
            decoder = new
            {
                type = "ByteLevel",
                add_prefix_space = true,
                trim_offsets = true,
                use_regex = true,
            },
            model = new
            {
                type = "BPE",
                dropout = (object?)null,
                unk_token = (object?)null,
                continuing_subword_prefix = (object?)null,
                end_of_word_suffix = (object?)null,
                fuse_unk = false,
                byte_fallback = false,
                ignore_merges = false,
                vocab = tokenizer.Vocabulary,
                merges = tokenizer.Merges.Select(m => m.Left + " " + m.Right),
            },
        };

    // puts the end-of-text token before every text
    private static object PostProcessor()
    {
        object token = new { SpecialToken = new { id = MiniTokenizer.EndOfText, type_id = 0 } };
        object first = new { Sequence = new { id = "A", type_id = 0 } };
        object second = new { Sequence = new { id = "B", type_id = 1 } };
        return new
        {
            type = "TemplateProcessing",
            single = new[] { token, first },
            pair = new[] { token, first, second },
            special_tokens = new Dictionary<string, object>
            {
                [MiniTokenizer.EndOfText] = new
                {
                    id = MiniTokenizer.EndOfText,
                    ids = new[] { 0 },
                    tokens = new[] { MiniTokenizer.EndOfText },
                },
            },
        };
    }
}
