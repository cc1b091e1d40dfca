using MoeNotebooks.Errors;
using MoeNotebooks.Tokenization.Bpe;
using MoeNotebooks.Tokenization.Decoding;
using MoeNotebooks.Tokenization.Normalization;
using MoeNotebooks.Tokenization.PreTokenization;

namespace MoeNotebooks.Tokenization;

/// <summary>
/// Reads Hugging Face's <c>tokenizer.json</c>: the byte-level BPE family, and SentencePiece-style BPE with byte
/// fallback.
/// </summary>
/// <remarks>
/// A component or option that this kit does not know is an error that names it: to leave it out would give other ids.
/// </remarks>
public static class TokenizerJson
{
    private const string FileName = "tokenizer.json";

    /// <summary>Reads a tokenizer and what the files beside it say.</summary>
    /// <param name="folderOrFile">A folder that holds <c>tokenizer.json</c>, or the file.</param>
    /// <param name="bos">Whether a BOS token is prefixed.</param>
    /// <exception cref="MoeMissingException">There is no such file.</exception>
    /// <exception cref="MoeDataException">The file is damaged, contradicts itself, or uses what is not
    /// supported.</exception>
    public static ITokenizer Load(string folderOrFile, BosMode bos = BosMode.Auto)
    {
        var path = Find(folderOrFile);
        var settings = TokenizerSettings.Read(Path.GetDirectoryName(Path.GetFullPath(path))!);
        return Build(JsonPart.ReadFile(path), settings, bos);
    }

    /// <summary>Builds a tokenizer from a file's content.</summary>
    internal static ITokenizer Build(JsonPart root, TokenizerSettings settings, BosMode bos)
    {
        CheckFile(root);
        var steps = PreTokenizerReader.Read(root.Optional("pre_tokenizer")).ToList();
        var writesBytes = steps is [.., ByteLevelPreTokenizer];
        if (writesBytes)
        {
            steps[^1] = ((ByteLevelPreTokenizer)steps[^1]).SplitOnly();
        }

        var model = BpeReader.Read(root.Required("model"), writesBytes);
        var tokens = new TokenTable(model.Vocabulary, AddedTokenReader.Read(root, model.Vocabulary));
        CheckSize(root, tokens, settings);
        var template = new PostProcessorReader(tokens.TextOf).Read(root.Optional("post_processor"));
        var bosId = tokens.IdOf(settings.BosToken)
            ?? (template.Before.Count > 0 ? template.Before[0] : tokens.Known(settings.BosId));
        return new PipelineTokenizer(
            model,
            tokens,
            NormalizerReader.Read(root.Optional("normalizer")),
            steps,
            DecoderReader.Read(root.Optional("decoder"), tokens.LongestToken)
        )
        {
            BosId = bosId,
            EosId = tokens.IdOf(settings.EosToken) ?? tokens.Known(settings.EosId),
            Plan = BosPlan.Decide(
                bos,
                template,
                bosId,
                bosId is { } id ? tokens.TextOf(id) : null,
                settings.AddBosToken,
                root.File
            ),
        };
    }

    private static string Find(string folderOrFile)
    {
        var path = Directory.Exists(folderOrFile) ? Path.Combine(folderOrFile, FileName) : folderOrFile;
        return File.Exists(path)
            ? path
            : throw new MoeMissingException(
                path,
                "there is no such file",
                "A tokenizer is read from tokenizer.json; tokenizer.model and vocab.json are not read"
            );
    }

    private static void CheckFile(JsonPart root)
    {
        root.OnlyKnown(
            "version",
            "truncation",
            "padding",
            "added_tokens",
            "normalizer",
            "pre_tokenizer",
            "post_processor",
            "decoder",
            "model"
        );
        if (root.Optional("version") is { } version && version.Text() != "1.0")
        {
            throw version.Error($"is '{ErrorText.Name(version.Text())}', not '1.0'");
        }

        if ((root.Optional("truncation") ?? root.Optional("padding")) is { } setting)
        {
            throw setting.Error("is not supported", "Set it to null: models here take whole texts");
        }
    }

    private static void CheckSize(JsonPart root, TokenTable tokens, TokenizerSettings settings)
    {
        if (tokens.Count > settings.ModelVocabulary)
        {
            throw root.Error(
                $"ids go up to {tokens.Count - 1:N0}, but vocab_size in config.json is {settings.ModelVocabulary:N0}"
            );
        }
    }
}
