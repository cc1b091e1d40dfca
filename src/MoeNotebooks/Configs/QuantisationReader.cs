using System.Text.Json;

namespace MoeNotebooks.Configs;

/// <summary>
/// Reads <c>quantization_config</c>: fp8 in blocks of 128 x 128, as DeepSeek-V3 is published, and nothing else.
/// </summary>
internal static class QuantisationReader
{
    private const string Supported = "quant_method fp8 with a weight_block_size of [128, 128]";

    public static BlockQuantisation? Read(ConfigReader reader)
    {
        if (reader.Block("quantization_config") is not { } block)
        {
            return null;
        }

        // These say how activations are rounded in fp8 kernels, and which weights are left alone, which the files show
        block.Known("fmt", "scale_fmt", "modules_to_not_convert", "ignored_layers", "dequantize");
        block.Only("activation_scheme", "dynamic", block.Text("activation_scheme") is null or "dynamic");
        if (block.Text("quant_method") == "fp8" && BlockSize(block) is { } size)
        {
            foreach (var field in block.Unread)
            {
                block.Problem(field.Name, $"is {ConfigReader.Show(field.Value)}; this kit does not know the key");
            }

            return size;
        }

        reader.Problem(
            "quantization_config",
            $"is {ConfigReader.Show(reader.Value("quantization_config")!.Value)}; supported is {Supported}"
        );
        return null;
    }

    private static BlockQuantisation? BlockSize(ConfigReader block) =>
        block.Value("weight_block_size") is { ValueKind: JsonValueKind.Array } size
        && size.GetArrayLength() == 2
        && size.EnumerateArray()
            .All(n =>
                n.ValueKind == JsonValueKind.Number
                && n.TryGetInt32(out var edge)
                && edge == Checkpoints.Fp8Blocks.BlockSize
            )
            ? new BlockQuantisation(size[0].GetInt32(), size[1].GetInt32())
            : null;
}
