using System.CommandLine;
using System.Globalization;
using MoeNotebooks.Errors;
using MoeNotebooks.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Cli.Commands;

/// <summary>
/// The model of a command and how it is opened: MODEL, --dtype, --device, --experts-backend, --memory, --device-memory.
/// </summary>
/// <param name="optional">Whether MODEL may be left out.</param>
internal sealed class ModelArguments(bool optional = false)
{
    private const string Sizes = "as 800MB, 12GB or a number of bytes";
    private readonly Argument<string> _model = new("MODEL")
    {
        Description = "A folder, a model under data/models (mini-softmax, mini-sigmoid, mini-coarse), or ORG/NAME.",
        Arity = optional ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
    };

    private readonly Option<string> _dtype = new("--dtype")
    {
        Description = "f32 or bf16.",
        DefaultValueFactory = _ => "f32",
    };
    private readonly Option<string> _device = new("--device")
    {
        Description = "cpu or cuda.",
        DefaultValueFactory = _ => "cpu",
    };
    private readonly Option<string> _experts = new("--experts-backend")
    {
        Description =
            "How experts are computed: sorted, grouped, kernels (bf16 on the CPU), or auto (the fastest that can be).",
        DefaultValueFactory = _ => "auto",
    };

    private readonly Option<string?> _memory = new("--memory")
    {
        Description = $"Main memory for weights, {Sizes}; the rest is read from the files as needed.",
    };
    private readonly Option<string?> _deviceMemory = new("--device-memory")
    {
        Description = $"GPU memory for weights, {Sizes}; the rest runs on the CPU.",
    };

    public void AddTo(Command command)
    {
        command.Arguments.Add(_model);
        foreach (var option in new Option[] { _dtype, _device, _experts, _memory, _deviceMemory })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The names of the options that say how a model is opened here, of those that were given.</summary>
    public IEnumerable<string> Given(ParseResult parsed) =>
        parsed.Given(_dtype, _device, _experts, _memory, _deviceMemory);

    /// <summary>The model as the user named it.</summary>
    public string Name(ParseResult parsed) => parsed.GetRequiredValue(_model);

    /// <summary>The same where it may be left out.</summary>
    public string? NameIfAny(ParseResult parsed) => parsed.GetValue(_model);

    public MoeModel Open(ParseResult parsed, ExpertConstants? constants = null) =>
        MoeModel.Open(
            parsed.GetRequiredValue(_model),
            Options(
                parsed.GetValue(_dtype),
                parsed.GetValue(_device),
                parsed.GetValue(_memory),
                parsed.GetValue(_deviceMemory),
                parsed.GetValue(_experts)
            ) with
            {
                Constants = constants,
            }
        );

    /// <summary>The options as a model takes them; a sweep's spec has them under the same names.</summary>
    public static ModelOptions Options(
        string? dtype,
        string? device,
        string? memory,
        string? deviceMemory,
        string? experts = "auto"
    ) =>
        new()
        {
            DType = dtype switch
            {
                "f32" => ScalarType.Float32,
                "bf16" => ScalarType.BFloat16,
                var other => throw new MoeUsageException(
                    "--dtype",
                    $"is '{ErrorText.Name(other ?? string.Empty)}'; it is f32 or bf16"
                ),
            },
            Device = DeviceOf(device),
            Experts = experts switch
            {
                "auto" => ExpertBackend.Automatic,
                "sorted" => ExpertBackend.Sorted,
                "grouped" => ExpertBackend.Grouped,
                "kernels" => ExpertBackend.Kernels,
                var other => throw new MoeUsageException(
                    "--experts-backend",
                    $"is '{ErrorText.Name(other ?? string.Empty)}'; it is auto, sorted, grouped or kernels"
                ),
            },
            MemoryBudget = Bytes("--memory", memory),
            DeviceMemoryBudget =
                deviceMemory is null || device == "cuda"
                    ? Bytes("--device-memory", deviceMemory)
                    : throw new MoeUsageException("--device-memory", "needs --device cuda"),
        };

    /// <summary>What <c>--device</c> names, if it is there.</summary>
    public static Device DeviceOf(string? name) =>
        name switch
        {
            "cpu" => CPU,
            "cuda" => cuda.is_available()
                ? CUDA
                : throw new MoeUsageException(
                    "--device",
                    "is cuda, and libtorch sees no CUDA device",
                    "Use cpu, or name a libtorch that sees one, such as PyTorch's: MOE_LIBTORCH=FOLDER"
                ),
            var other => throw new MoeUsageException(
                "--device",
                $"is '{ErrorText.Name(other ?? string.Empty)}'; it is cpu or cuda"
            ),
        };

    private static long? Bytes(string option, string? text)
    {
        if (text is null)
        {
            return null;
        }

        var (unit, length) = text.ToUpperInvariant() switch
        {
            var t when t.EndsWith("GB", StringComparison.Ordinal) => (1e9, 2),
            var t when t.EndsWith("MB", StringComparison.Ordinal) => (1e6, 2),
            _ => (1.0, 0),
        };
        return
            double.TryParse(
                text[..^length],
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var number
            )
            && number * unit < 1e15
            ? (long)(number * unit)
            : throw new MoeUsageException(option, $"is '{ErrorText.Name(text)}'; it is a size {Sizes}");
    }
}
