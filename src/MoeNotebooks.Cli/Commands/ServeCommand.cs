using System.CommandLine;
using System.Net;
using MoeNotebooks.Inference;
using MoeNotebooks.Models;
using MoeNotebooks.Native;
using MoeNotebooks.Server;
using static TorchSharp.torch;

namespace MoeNotebooks.Cli.Commands;

/// <summary><c>moe serve</c>: a model behind OpenAI's API, until it is interrupted.</summary>
internal static class ServeCommand
{
    /// <summary>
    /// How long requests under way may go on after Ctrl-C; less than what <see cref="Interrupts"/> gives.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        var (model, routing, server) = (new ModelArguments(), new PolicyArguments(), new ServerArguments());
        var command = new Command(
            "serve",
            """
            Serve a model as OpenAI's API does: /v1/completions (with logprobs and echo), /v1/chat/completions, /v1/models, /health, /metrics.
            """
        );
        model.AddTo(command);
        routing.AddTo(command);
        server.AddTo(command);
        command.SetAction(
            async (parsed, stop) =>
            {
                var (policy, mask, host) = (routing.Policy(parsed), routing.Mask(parsed), server.Host(parsed));
                RowIndependence.Request(); // before the first product
                using var opened = model.Open(parsed);
                var options = server.Options(parsed, model.Name(parsed), opened.Checkpoint.Folder, host);
                await using var engine = new InferenceEngine(opened, server.Engine(parsed), policy, mask);
                await using var serving = await ModelServer.StartAsync(engine, opened.Tokenizer, options, Runner.Say);
                Tell(opened, engine, serving, options, policy, host);
                await UntilStoppedAsync(stop);
                Runner.Say("stopping: requests under way end, new ones are refused.");
                await Task.WhenAll(serving.StopAsync(Patience), engine.StopAsync(Patience));
                return 0;
            }
        );
        return command;
    }

    private static void Tell(
        MoeModel model,
        InferenceEngine engine,
        ModelServer serving,
        ServerOptions options,
        MoeNotebooks.Routing.RoutingPolicy policy,
        IPAddress host
    )
    {
        if (!IPAddress.IsLoopback(host))
        {
            Runner.Say(
                $"{host} is open to other machines: whoever reaches it can use the model, and what is sent is not encrypted."
            );
        }

        if (policy.Notice(model.MoeLayers.Count) is { } notice)
        {
            Runner.Say(notice);
        }

        Runner.Say($"a request's numbers {Independence(model)}.");
        Runner.Say(
            $"serving '{options.ModelName}' at {serving.BaseUrl}, experts per token: {policy.Describe(model.MoeLayers.Count, model.Config.Moe.Router.TrainedTopK)}; "
                + $"up to {engine.Options.MaxRunning} requests at once and {engine.Context} tokens each, chats {options.ChatForm?.Name ?? "refused"}. Ctrl-C stops it."
        );
    }

    private static string Independence(MoeModel model) =>
        model.DType == ScalarType.Float32 && model.Device.type == TorchSharp.DeviceType.CPU && RowIndependence.Holds()
            ? "do not depend on what runs beside it, to the last bit (tried)"
            : "can differ in their last digits by what runs beside it, where products of other numbers of rows are rounded otherwise";

    private static async Task UntilStoppedAsync(CancellationToken stop)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, stop);
        }
        catch (OperationCanceledException)
        {
            // what it waited for
        }
    }
}
