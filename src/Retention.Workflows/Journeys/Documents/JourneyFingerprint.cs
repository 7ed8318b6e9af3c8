using System.Security.Cryptography;
using Retention.Workflows.Journeys;

namespace Retention.Workflows;

/// <summary>Tells whether two journeys say the same.</summary>
public static class JourneyFingerprint
{
    private const int Bytes = 16;

    extension(JourneyDefinition definition)
    {
        /// <summary>
        /// 32 hexadecimal digits, equal for equal definitions and different for others: a hash of the JSON form. Computed at each call.
        /// </summary>
        /// <remarks>For journeys of the library's own step kinds; <see cref="ToFingerprint"/> takes others as well.</remarks>
        public string Fingerprint => definition.ToFingerprint();

        /// <summary>
        /// 32 hexadecimal digits, equal for equal definitions and different for others: a hash of the JSON form. Computed at each call.
        /// </summary>
        /// <param name="types">The kinds of steps; default the library's own.</param>
        /// <exception cref="InvalidOperationException">A step's kind is not among them.</exception>
        public string ToFingerprint(StepTypes? types = null)
        {
            ArgumentNullException.ThrowIfNull(definition);
            var json = JourneyJson.WriteUtf8(definition, indented: false, types ?? StepTypes.BuiltIn);
            return Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, Bytes));
        }
    }
}
