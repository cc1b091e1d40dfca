namespace MoeNotebooks.Tokenization.Patterns;

/// <summary>A pattern uses syntax that this kit does not translate; callers add the file and the place.</summary>
internal sealed class PatternSyntaxException(string message) : Exception(message);
