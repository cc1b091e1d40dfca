using MoeNotebooks.Errors;
using Polly;
using Polly.Retry;

namespace MoeNotebooks.Hub;

/// <summary>
/// Repeats what fails in passing: bounded, with growing pauses and jitter, or the pause the server asks for.
/// </summary>
internal sealed class HubRetry(HubOptions options)
{
    private readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder()
        .AddRetry(
            new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<TransientException>(error =>
                    !(error.RetryAfter > options.LongestPause)
                ),
                MaxRetryAttempts = options.MostRetries,
                Delay = options.FirstPause,
                MaxDelay = options.LongestPause,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                DelayGenerator = arguments =>
                    ValueTask.FromResult((arguments.Outcome.Exception as TransientException)?.RetryAfter),
            }
        )
        .Build();

    /// <summary>Runs an action until it succeeds, fails for good, or has failed too often.</summary>
    /// <param name="address">What is asked for, for messages.</param>
    /// <param name="action">The action; throws <see cref="TransientException"/> to be repeated.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<T> RunAsync<T>(
        string address,
        Func<CancellationToken, Task<T>> action,
        CancellationToken cancellation
    )
    {
        try
        {
            return await _pipeline.ExecuteAsync(async token => await action(token), cancellation);
        }
        catch (TransientException error) when (error.RetryAfter > options.LongestPause)
        {
            throw GivenUp(
                address,
                $"{error.Message}; the hub asks to wait {error.RetryAfter.Value.TotalSeconds:0} s",
                "Try again later",
                error
            );
        }
        catch (TransientException error)
        {
            throw GivenUp(
                address,
                $"{error.Message} ({options.MostRetries + 1} attempts)",
                "Run the command again: it continues where it stopped",
                error
            );
        }
    }

    /// <summary>What never answered is missing; what answered with the wrong bytes every time is bad data.</summary>
    private static MoeException GivenUp(string address, string problem, string nextStep, TransientException error) =>
        error is UnreachableException
            ? new MoeMissingException(address, problem, nextStep, error)
            : new MoeDataException(address, string.Empty, problem, nextStep, error);
}
