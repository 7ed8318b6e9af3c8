using System.Security.Cryptography;
using Retention.Workflows.Journeys;

namespace Retention.Workflows;

/// <summary>Compares the content of journeys.</summary>
public static class JourneyFingerprint
{
    private const int Bytes = 16;

    extension(JourneyDefinition definition)
    {
        /// <summary>
        /// 32 hexadecimal digits, equal for equal definitions and different for others: a hash of the JSON form. Computed at each call.
        /// </summary>
        /// <remarks>Only for the library's own step kinds; see <see cref="ToFingerprint"/> for others.</remarks>
        public string Fingerprint => definition.ToFingerprint();

        /// <summary>
        /// 32 hexadecimal digits, equal for equal definitions and different for others: a hash of the JSON form. Computed at each call.
        /// </summary>
        /// <param name="types">The step kinds; default: the library's own.</param>
        /// <exception cref="InvalidOperationException">A step's kind is not one of them.</exception>
        public string ToFingerprint(StepTypes? types = null)
        {
            ArgumentNullException.ThrowIfNull(definition);
            var json = JourneyJson.WriteUtf8(definition, indented: false, types ?? StepTypes.BuiltIn);
            return Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, Bytes));
        }
    }
}
