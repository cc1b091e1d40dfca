namespace MoeNotebooks.Performance.Serving;

/// <summary>How a model is laid over devices.</summary>
/// <param name="Tensor">Devices that share every matrix (tensor parallelism).</param>
/// <param name="Data">Replicas of attention and dense parts, each with its share of the requests (data
/// parallelism).</param>
/// <param name="Expert">Devices over which whole experts are spread (expert parallelism); 1 for experts that are cut
/// like all other matrices.</param>
public sealed record Deployment(int Tensor = 1, int Data = 1, int Expert = 1)
{
    /// <summary>All devices.</summary>
    public int Devices => Tensor * Data;

    /// <summary>Everything that is wrong with it.</summary>
    /// <param name="model">What is served.</param>
    internal IEnumerable<string> Problems(ServedModel model)
    {
        foreach (
            var (name, value) in new[]
            {
                ("tensor parallel", Tensor),
                ("data parallel", Data),
                ("expert parallel", Expert),
            }
        )
        {
            if (value is < 1 or > 4096)
            {
                yield return $"{name} is {value}; it is 1 to 4096";
            }
        }

        if (Tensor >= 1 && model.Heads % Tensor != 0)
        {
            yield return $"tensor parallel is {Tensor}; it must divide the {model.Heads} heads";
        }

        if (Data > 1 && Expert == 1)
        {
            yield return $"data parallel is {Data} with expert parallel 1; replicas share their experts only if expert parallel is the number of devices";
        }

        if (Expert > 1 && (Expert != Devices || Expert > model.Experts))
        {
            yield return $"expert parallel is {Expert}; it is 1, or the number of devices ({Devices}) and at most {model.Experts} experts";
        }
    }
}
