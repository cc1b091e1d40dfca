namespace MoeNotebooks.Hub;

/// <summary>Reads from a network with patience for each piece, not for the whole.</summary>
internal static class StallingRead
{
    /// <exception cref="UnreachableException">Nothing came in time, or the connection broke.</exception>
    public static async Task<int> ReadAsync(
        Stream body,
        Memory<byte> buffer,
        TimeSpan timeout,
        long position,
        CancellationToken cancellation
    )
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(timeout);
        try
        {
            return await body.ReadAsync(buffer, patience.Token);
        }
        catch (OperationCanceledException error) when (!cancellation.IsCancellationRequested)
        {
            throw new UnreachableException(
                $"nothing came for {timeout.TotalSeconds:0.#} s after byte {position}",
                null,
                error
            );
        }
        catch (Exception error) when (error is IOException or HttpRequestException)
        {
            throw new UnreachableException($"the connection broke after byte {position}", null, error);
        }
    }
}
