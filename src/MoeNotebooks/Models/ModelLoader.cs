using MoeNotebooks.Checkpoints;
using MoeNotebooks.Configs;
using MoeNotebooks.Errors;
using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>Checks a checkpoint and decides where its weights go.</summary>
internal static class ModelLoader
{
    /// <summary>The config, checked together with the files; notices go to the options' listener.</summary>
    public static ModelConfig Check(Checkpoint checkpoint, ModelOptions options)
    {
        var config = TiedHead.Resolve(
            checkpoint,
            ModelConfig.Parse(Path.Combine(checkpoint.Folder, "config.json"), checkpoint.ConfigText)
        );
        foreach (var notice in Notices(checkpoint, config))
        {
            options.Notify(notice);
        }

        return config;
    }

    /// <summary>All that should be known about a checkpoint and its config; throws for what is wrong.</summary>
    public static IEnumerable<string> Notices(Checkpoint checkpoint, ModelConfig config) =>
        checkpoint
            .Notices.Concat(config.Notices)
            .Concat(CheckpointCheck.Verify(checkpoint, config))
            .Concat(TypeNotice(checkpoint, config));

    /// <summary>Weights decide where the config names another type.</summary>
    private static IEnumerable<string> TypeNotice(Checkpoint checkpoint, ModelConfig config)
    {
        var inFiles = checkpoint.Entry(ModelParameters.NormName).DType switch
        {
            TensorDType.BF16 => "bfloat16",
            TensorDType.F16 => "float16",
            TensorDType.F32 => "float32",
            var other => other.ToString(),
        };
        return config.StoredType is null || config.StoredType == inFiles
            ? []
            : [$"{config.Path}: names {ErrorText.Name(config.StoredType)}, the files hold {inFiles}; the files decide"];
    }

    /// <summary>What has no file to stay in must fit in memory whole.</summary>
    /// <exception cref="MoeUsageException">It does not; says how many layers would.</exception>
    public static void RefuseWhatDoesNotFit(ModelConfig config, ModelOptions options)
    {
        if (options.Device.type != TorchSharp.DeviceType.CPU)
        {
            return; // the device's own allocator says so
        }

        const double giga = 1e9;
        long BytesOf(int layers) =>
            (options.DType == ScalarType.BFloat16 ? 2 : 4) * new ModelSize(config.WithLayers(layers)).Total;
        var (all, room) = (BytesOf(config.Layers), options.MemoryBudget ?? AvailableMemory.ForWeights());
        if (all > room)
        {
            var most = Enumerable.Range(1, config.Layers).TakeWhile(layers => BytesOf(layers) <= room).LastOrDefault();
            throw new MoeUsageException(
                "random weights",
                FormattableString.Invariant(
                    $"of {config.Path} take {all / giga:0.0} GB in {options.DType}, and memory allows {room / giga:0.0} GB"
                ),
                most > 0 ? $"Use --layers {most} or fewer" : "Use a smaller model"
            );
        }
    }

    /// <summary>A place for each layer, by the sizes of its tensors.</summary>
    public static MemoryPlan Plan(ModelConfig config, ModelOptions options)
    {
        var size = options.DType == ScalarType.BFloat16 ? 2L : 4L;
        var layers = Enumerable
            .Range(0, config.Layers)
            .Select(layer => ModelParameters.OfLayer(config, layer).ToList())
            .ToList();
        var bytes = layers.ConvertAll(layer => size * layer.Sum(spec => spec.Count));
        var outside = size * ModelParameters.Outside(config).Sum(spec => spec.Count);
        var working = layers.Max(layer =>
            size * layer.Where(spec => spec.Part != ModelPart.Routed).Sum(spec => spec.Count)
        );
        var accelerated = options.Device.type != TorchSharp.DeviceType.CPU;
        var host = options.MemoryBudget ?? AvailableMemory.ForWeights();
        var plan = MemoryPlan.Make(
            bytes,
            outside,
            working,
            accelerated ? options.DeviceMemoryBudget ?? long.MaxValue : null,
            host
        );
        if (plan.Notice(bytes.Sum() + outside, host) is { } notice)
        {
            options.Notify($"{config.Path}: {notice}");
        }

        return plan;
    }
}
