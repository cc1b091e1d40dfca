using System.Globalization;
using MoeNotebooks.Checkpoints;
using MoeNotebooks.Configs;
using MoeNotebooks.Errors;
using MoeNotebooks.Hub;
using MoeNotebooks.Models;

namespace MoeNotebooks.Cli.Commands;

/// <summary>What <c>moe doctor</c> says of a model: its files, and weights that are NaN or infinite.</summary>
internal sealed record ModelReport(
    string Folder,
    IReadOnlyList<(TensorDType Type, int Count)> Types,
    long Bytes,
    IReadOnlyList<string> Notices,
    IReadOnlyList<UnhealthyTensor> NotFinite
)
{
    public static ModelReport Make(string model, CancellationToken cancellation)
    {
        using var checkpoint = Checkpoint.Open(ModelLocator.Resolve(model));
        var types = checkpoint
            .Names.GroupBy(name => checkpoint.Entry(name).DType)
            .OrderBy(group => group.Key)
            .Select(group => (group.Key, group.Count()));
        return new(
            checkpoint.Folder,
            [.. types],
            checkpoint.TensorBytes,
            [.. Told(checkpoint)],
            CheckpointHealth.Scan(checkpoint, ConsoleProgress.Create(), cancellation)
        );
    }

    public IEnumerable<string> Lines()
    {
        yield return $"model     {Folder}";
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"tensors   {Types.Sum(type => type.Count)} ({string.Join(", ", Types.Select(type => $"{type.Count} {type.Type}"))}), {Bytes:N0} bytes"
        );
        foreach (var notice in Notices)
        {
            yield return $"notice    {notice}";
        }

        foreach (var tensor in NotFinite)
        {
            yield return $"weights   {ErrorText.Name(tensor.Name)}: {tensor.NotANumber} NaN, {tensor.Infinite} infinite";
        }

        yield return NotFinite.Count == 0
            ? "weights   all finite"
            : $"weights   {Plural.Of(NotFinite.Count, "tensor")} not finite";
    }

    public object Json() =>
        new
        {
            folder = Folder,
            tensors = Types.ToDictionary(type => type.Type.ToString(), type => type.Count),
            bytes = Bytes,
            notices = Notices,
            not_finite = NotFinite.Select(tensor => new
            {
                name = tensor.Name,
                nan = tensor.NotANumber,
                infinite = tensor.Infinite,
            }),
        };

    /// <summary>What an opened model would tell; of weights alone, without a config, what their files tell.</summary>
    private static IEnumerable<string> Told(Checkpoint checkpoint)
    {
        var config = Path.Combine(checkpoint.Folder, "config.json");
        return File.Exists(config)
            ? ModelLoader.Notices(
                checkpoint,
                TiedHead.Resolve(checkpoint, ModelConfig.Parse(config, checkpoint.ConfigText))
            )
            : checkpoint.Notices;
    }
}
