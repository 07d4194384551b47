// nestjs-otel is CommonJS: its `require('@nestjs/common')` must find the ES modules already evaluated.
import 'reflect-metadata';
import '@nestjs/common';
import '@nestjs/core';
