using System.Globalization;
using MoeNotebooks.Checkpoints;
using MoeNotebooks.Errors;
using static TorchSharp.torch;

namespace MoeNotebooks.Training;

/// <summary>
/// A training run at rest: weights, moments, position. A safetensors file, written whole or not at all.
/// </summary>
internal static class TrainerCheckpoint
{
    /// <summary>Writes the file.</summary>
    public static void Save(
        string path,
        IEnumerable<KeyValuePair<string, Tensor>> state,
        long step,
        long tokens,
        TrainingOptions options
    ) =>
        SafetensorsWriter.Write(
            path,
            state.Select(s => new NamedTensor(s.Key, s.Value.detach())),
            new Dictionary<string, string>
            {
                ["step"] = step.ToString(CultureInfo.InvariantCulture),
                ["tokens"] = tokens.ToString(CultureInfo.InvariantCulture),
                ["budget"] = options.Tokens.ToString(CultureInfo.InvariantCulture),
                ["options"] = Comparable(options),
            }
        );

    /// <summary>The token budget of the run that wrote the file.</summary>
    public static long Budget(string path)
    {
        using var file = SafetensorsFile.Open(path);
        return Number(file, "budget");
    }

    /// <summary>Reads the file into <paramref name="state"/>.</summary>
    /// <exception cref="MoeUsageException">The file belongs to a run with other options.</exception>
    public static (long Step, long Tokens) Load(
        string path,
        IEnumerable<KeyValuePair<string, Tensor>> state,
        TrainingOptions options
    )
    {
        using var file = SafetensorsFile.Open(path);
        var written = file.Metadata.GetValueOrDefault("options");
        if (written != Comparable(options))
        {
            throw new MoeUsageException(
                "--resume",
                $"{path} was written by a run with other options: {written}",
                "Resume with those, or train into another folder"
            );
        }

        foreach (var (name, value) in state)
        {
            using var read = file.Read(name);
            if (!read.shape.SequenceEqual(value.shape))
            {
                throw new MoeDataException(
                    path,
                    name,
                    $"has shape [{string.Join(", ", read.shape)}], not [{string.Join(", ", value.shape)}]"
                );
            }

            using var off = no_grad();
            value.copy_(read);
        }

        return (Number(file, "step"), Number(file, "tokens"));
    }

    // a run may be given a larger budget later; everything else must stay
    private static string Comparable(TrainingOptions options) => (options with { Tokens = 0 }).ToString();

    private static long Number(SafetensorsFile file, string key) =>
        long.TryParse(file.Metadata.GetValueOrDefault(key), CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new MoeDataException(
                file.Path,
                "__metadata__." + key,
                "is not a number: not a training checkpoint"
            );
}
