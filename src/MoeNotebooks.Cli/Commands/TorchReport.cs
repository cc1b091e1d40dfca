using MoeNotebooks.Native;
using TorchSharp;

namespace MoeNotebooks.Cli.Commands;

/// <summary>What <c>moe doctor</c> says of libtorch.</summary>
internal sealed record TorchReport(LoadedTorch? Loaded, string? Named, int Threads, bool Cuda, bool Works)
{
    public static TorchReport Make()
    {
        using var ones = torch.ones(2, 2);
        var named = Environment.GetEnvironmentVariable("MOE_LIBTORCH") is { Length: > 0 } text ? text : null;
        return new(
            LoadedTorch.Find(),
            named,
            torch.get_num_threads(),
            torch.cuda.is_available(),
            ones.sum().item<float>() == 4f
        );
    }

    /// <summary>Which one it is, and what it does.</summary>
    public string Text => $"{Origin()}, {Threads} threads, CUDA {(Cuda ? "yes" : "no")}";

    public object Json() =>
        new
        {
            version = Loaded?.Version,
            path = Loaded?.Path,
            named_by_moe_libtorch = Named,
            threads = Threads,
            cuda = Cuda,
            works = Works,
        };

    private string Origin() =>
        Loaded is null
            ? "of unknown version"
            : $"{Loaded.Version ?? "of unknown version"} (says {Loaded.Source}) from {Loaded.Path}{(Named is null ? ", of the build's package" : $", named by MOE_LIBTORCH={Named}")}";
}
