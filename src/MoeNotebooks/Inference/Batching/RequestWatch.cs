namespace MoeNotebooks.Inference.Batching;

/// <summary>Measures one request.</summary>
internal sealed class RequestWatch(EngineMeter meter, TimeProvider time)
{
    private readonly long _arrival = time.GetTimestamp();
    private long? _newest;

    public void Token()
    {
        var now = time.GetTimestamp();
        if (_newest is { } before)
        {
            meter.BetweenTokens.Record(time.GetElapsedTime(before, now).TotalSeconds);
        }
        else
        {
            meter.FirstToken.Record(time.GetElapsedTime(_arrival, now).TotalSeconds);
        }

        _newest = now;
    }

    public void End(FinishReason reason)
    {
        meter.Finished.Add(1, new KeyValuePair<string, object?>("finished_reason", Name(reason)));
        meter.Whole.Record(time.GetElapsedTime(_arrival).TotalSeconds);
    }

    /// <summary>As vLLM names them.</summary>
    private static string Name(FinishReason reason) =>
        reason switch
        {
            FinishReason.Stop => "stop",
            FinishReason.Length => "length",
            FinishReason.Cancelled => "abort",
            _ => "error",
        };
}
