using Microsoft.Extensions.Hosting;

namespace MoeNotebooks.Server;

/// <summary>A host that leaves Ctrl-C and signals to whoever started it.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
