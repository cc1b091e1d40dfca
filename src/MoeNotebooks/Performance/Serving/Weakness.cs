namespace MoeNotebooks.Performance.Serving;

/// <summary>Where the cost model knows itself weak.</summary>
internal static class Weakness
{
    /// <summary>Why a prediction may be off; <see langword="null"/> where nothing speaks against it.</summary>
    /// <param name="batch">Requests that run together.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="deployment">The devices.</param>
    public static string? Of(int batch, EngineDescription engine, Deployment deployment) =>
        batch switch
        {
            _ when deployment.Expert > 1 || deployment.Data > 1 => "expert and data parallelism were not measured",
            _ when engine.GraphLimit is { } limit && batch > 2 * limit => "beyond twice the graph limit",
            3 or 6 or 12 when engine.GraphLimit is not null => "batches padded to the next graph",
            1 when engine.GraphLimit is null => "a single token: other kernels",
            _ => null,
        };
}
