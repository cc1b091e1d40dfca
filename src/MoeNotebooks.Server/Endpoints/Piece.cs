using MoeNotebooks.Inference;

namespace MoeNotebooks.Server.Endpoints;

/// <summary>A step of an answer.</summary>
/// <param name="Text">The text that is now certain.</param>
/// <param name="Token">The token; <see langword="null"/> where none was asked for.</param>
/// <param name="Finish">Why the answer ends here, in OpenAI's words; <see langword="null"/> where it goes on.</param>
internal readonly record struct Piece(string Text, GeneratedToken? Token, string? Finish);
