using System.Text;
using System.Text.Json;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Server;

/// <summary>
/// How a chat's messages become one prompt. Templates of checkpoints are programs (Jinja) and are not run: known forms
/// are told by their marks.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Mark">What the templates of such models hold; <see langword="null"/> for a form that is never
/// guessed.</param>
/// <param name="Begin">Before the first message.</param>
/// <param name="Turn">Before a message, by its role.</param>
/// <param name="End">After a message, by its role.</param>
/// <param name="Answer">Before the answer.</param>
public sealed record ChatForm(
    string Name,
    string? Mark,
    string Begin,
    Func<string, string> Turn,
    Func<string, string> End,
    string Answer
)
{
    /// <summary>A text that begins the next turn: answers end before it.</summary>
    public string? Stop { get; init; }

    /// <summary>All forms.</summary>
    public static IReadOnlyList<ChatForm> All { get; } =
    [
        new(
            "chatml",
            "<|im_start|>",
            "",
            role => $"<|im_start|>{role}\n",
            _ => "<|im_end|>\n",
            "<|im_start|>assistant\n"
        ),
        new(
            "tulu",
            "<|assistant|>",
            "",
            role => $"<|{role}|>\n",
            role => role == "assistant" ? "<|endoftext|>\n" : "\n",
            "<|assistant|>\n"
        ),
        new(
            "mistral",
            "[INST]",
            "",
            role => role == "assistant" ? " " : "[INST] ",
            role => role == "assistant" ? "</s>" : " [/INST]",
            ""
        ),
        new(
            "deepseek-v3",
            "<｜User｜>",
            "",
            role => Title(role, "<｜", "｜>"),
            role => role == "assistant" ? "<｜end▁of▁sentence｜>" : "",
            "<｜Assistant｜>"
        ),
        new(
            "deepseek",
            "'User: '",
            "",
            role => Title(role, "", ": "),
            role => role == "assistant" ? "<｜end▁of▁sentence｜>" : "\n\n",
            "Assistant:"
        ),
        new("plain", null, "", role => Title(role, "", ": "), _ => "\n", "Assistant:") { Stop = "\nUser:" },
    ];

    /// <summary>A form by its name.</summary>
    /// <exception cref="MoeUsageException">There is none of that name.</exception>
    public static ChatForm Named(string name) =>
        All.FirstOrDefault(form => form.Name == name)
        ?? throw new MoeUsageException(
            "chat form",
            $"is '{name}'; it is {string.Join(", ", All.Select(form => form.Name))}"
        );

    /// <summary>
    /// The form of a model, by the marks in its template; <see langword="null"/> where it has none, or none that is
    /// known.
    /// </summary>
    /// <param name="folder">The model's folder.</param>
    public static ChatForm? Of(string folder)
    {
        var template = Template(folder);
        return template is null
            ? null
            : All.FirstOrDefault(form => form.Mark is { } mark && template.Contains(mark, StringComparison.Ordinal));
    }

    /// <summary>The prompt.</summary>
    /// <param name="messages">Roles and texts, in order.</param>
    public string Prompt(IEnumerable<(string Role, string Text)> messages)
    {
        var prompt = new StringBuilder(Begin);
        foreach (var (role, text) in messages)
        {
            prompt.Append(Turn(role)).Append(text).Append(End(role));
        }

        return prompt.Append(Answer).ToString();
    }

    private static string Title(string role, string before, string after) =>
        role == "system" ? "" : $"{before}{char.ToUpperInvariant(role[0])}{role[1..]}{after}";

    private static string? Template(string folder)
    {
        var file = Path.Combine(folder, "chat_template.jinja");
        if (File.Exists(file))
        {
            return File.ReadAllText(file);
        }

        file = Path.Combine(folder, "tokenizer_config.json");
        if (!File.Exists(file))
        {
            return null;
        }

        using var config = JsonDocument.Parse(File.ReadAllText(file));
        return config.RootElement.TryGetProperty("chat_template", out var template) ? template.ToString() : null;
    }
}
