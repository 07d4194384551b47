import { Module } from '@nestjs/common';
import { IamModule } from '../iam/iam.module.js';
import { AccountDirectory } from './account-directory.js';
import { Authentication } from './authentication.js';
import { AuthenticationGuard } from './authentication.guard.js';
import { Clock } from './clock.js';
import { HeaderSignature } from './sigv4/header-signature.js';
import { PostPolicySignature } from './sigv4/post-policy-signature.js';
import { PresignedUrl } from './sigv4/presigned-url.js';
import { SignatureVerifier } from './sigv4/signature.verifier.js';

/** WHO is calling. */
@Module({
  imports: [IamModule],
  providers: [
    AccountDirectory,
    Authentication,
    AuthenticationGuard,
    Clock,
    HeaderSignature,
    PostPolicySignature,
    PresignedUrl,
    SignatureVerifier,
  ],
  exports: [AccountDirectory, Authentication, AuthenticationGuard, PostPolicySignature],
})
export class AuthModule {}
