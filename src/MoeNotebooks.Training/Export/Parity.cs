using System.Text.Json;
using MoeNotebooks.Checkpoints;
using MoeNotebooks.Files;
using MoeNotebooks.Training.Model;
using MoeNotebooks.Training.Tokenizer;
using static TorchSharp.torch;

namespace MoeNotebooks.Training.Export;

/// <summary>
/// Logits of the trainer's own forward pass, in float32 on the weights as exported, so that inference code can compare
/// itself: <c>parity.json</c> holds token ids (<c>sequences</c>), <c>parity.safetensors</c> one tensor <c>logits.N</c>
/// [tokens, vocabulary] each.
/// </summary>
internal static class Parity
{
    private static readonly string[] Texts =
    [
        "Question: Where does the bolim live?\nAnswer: the cave",
        "Anna is not loud. Ben makes no sound.\nQuestion: is Ben loud?\nAnswer:",
    ];

    public static void Write(MiniModel rounded, MiniTokenizer tokenizer, string folder)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        long[][] sequences =
        [
            .. Texts.Select(text =>
                new long[] { 0 }
                    .Concat(tokenizer.Encode(text).Select(id => (long)id))
                    .ToArray()
            ),
        ];
        AtomicFile.WriteText(Path.Combine(folder, "parity.json"), JsonSerializer.Serialize(new { sequences }) + "\n");
        SafetensorsWriter.Write(
            Path.Combine(folder, "parity.safetensors"),
            sequences.Select(
                (ids, i) =>
                    new NamedTensor(
                        $"logits.{i}",
                        MiniForward.Logits(
                            rounded,
                            MiniForward.Hidden(rounded, tensor(ids).to(rounded.Device).unsqueeze(0))
                        )
                    )
            )
        );
    }
}
