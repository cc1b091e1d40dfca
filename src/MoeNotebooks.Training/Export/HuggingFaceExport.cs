using MoeNotebooks.Checkpoints;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Files;
using MoeNotebooks.Training.Model;
using MoeNotebooks.Training.Tokenizer;
using static TorchSharp.torch;

namespace MoeNotebooks.Training.Export;

/// <summary>
/// Writes a model as a Hugging Face folder: config, tokenizer, weights in bf16, and what it was trained for.
/// </summary>
public static class HuggingFaceExport
{
    /// <summary>The longest text, in tokens, that the config promises; rows in training have half as many.</summary>
    public const int LongestText = 256;

    /// <summary>Writes the folder; the model stays as it is, so that training can go on.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="folder">The folder.</param>
    public static void Write(MiniModel model, MiniTokenizer tokenizer, string folder)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tokenizer);
        using var scope = NewDisposeScope();
        AtomicFile.WriteText(Path.Combine(folder, "config.json"), HuggingFaceConfig.Text(model.Config, LongestText));
        AtomicFile.WriteText(
            Path.Combine(folder, TrainedFor.FileName),
            new TrainedFor(LongestText / 2, FewShot: 0).ToJson()
        );
        TokenizerFiles.Write(tokenizer, LongestText, folder);
        SafetensorsWriter.Write(
            Path.Combine(folder, "model.safetensors"),
            HuggingFaceTensors.Of(model),
            new Dictionary<string, string> { ["format"] = "pt" }
        );
    }

    /// <summary>
    /// Writes the folder of a model that is ready, with logits of these weights for engines to compare with.
    /// </summary>
    /// <param name="model">The model; its weights are rounded to bf16, as they are written, and stay so.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="folder">The folder.</param>
    public static void WriteFinal(MiniModel model, MiniTokenizer tokenizer, string folder)
    {
        Write(model, tokenizer, folder);
        using var scope = NewDisposeScope();
        using var off = no_grad();
        foreach (var parameter in model.Parameters.Values)
        {
            parameter.copy_(parameter.to(ScalarType.BFloat16));
        }

        Parity.Write(model, tokenizer, folder);
    }
}
